"""The flight recorder: one attempt as one flow, with each decision and its reason, and no secret.

A flow begins with the first request of an attempt and goes on over login, consent, the code and its
redemption: the code and the grant carry the flow's id. Steps are collected in memory while the view
runs and written at its end in the view's own unit of work, so that a refused request's record
stands. FLIGHT_RECORDER turns it on; off, it costs no statement.

What is kept of a request is a list (seen_parameters.py) and nothing else. Whatever goes wrong in
here is logged and never breaks a request.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from authlib.oauth2.rfc6749 import OAuth2Error
from flask import current_app, g, has_request_context, request
from werkzeug.exceptions import HTTPException

from plugin_oauth.audit import Event, event_recorded
from plugin_oauth.database import db, expect_writes
from plugin_oauth.oauth import flows
from plugin_oauth.oauth.flows import Step
from plugin_oauth.oauth.redirect_difference import redirect_difference
from plugin_oauth.oauth.seen_parameters import seen_parameters

P = ParamSpec("P")
R = TypeVar("R")

# A device that asks every few seconds whether it may: a flow is not made of that.
UNTOLD = frozenset({"authorization_pending"})

WENT_ON, REFUSED, DONE = "went on", "refused", "done"


@dataclass(slots=True)
class Flight:
    """The flow of the present request and its new steps, in memory."""

    endpoint: str
    flow_id: str
    is_new: bool
    attempt: bytes | None = None
    client_id: str | None = None
    is_decided: bool = False
    steps: list[Step] = field(default_factory=list)
    explained: tuple[str, str | None] | None = None


def _harmless(function: Callable[P, R]) -> Callable[P, R | None]:
    """Decorate what the recorder does: an error in it is logged and goes no further."""

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | None:
        try:
            return function(*args, **kwargs)
        except Exception as error:  # whatever it is, the request goes on
            name = type(error).__name__
            current_app.logger.warning("the flight recorder failed: %s", name)
            return None

    return guarded


def recorded(endpoint: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate a view below its unit_of_work: what happens in it is one flow, or goes on with one.

    A view that answers by raising rolls its work back; that it refused is kept all the same.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(view)
        def recording(*args: P.args, **kwargs: P.kwargs) -> R:
            g.pop("flight", None)  # a unit of work that runs again begins again
            if not current_app.config["FLIGHT_RECORDER"]:
                return view(*args, **kwargs)
            _begin(endpoint)
            try:
                answer = view(*args, **kwargs)
            except HTTPException as error:
                db.session.rollback()
                note("answer", f"http_{error.code}", error.name, decision=REFUSED)
                _save()
                db.session.commit()
                raise
            _save()
            return answer

        return recording

    return decorate


@_harmless
def _begin(endpoint: str) -> None:
    expect_writes()  # a transaction that begins here may be a GET's
    attempt = known = None
    if endpoint == "authorize":
        attempt = flows.attempt_digest(request.query_string.decode())
        with db.session.begin_nested():
            known = flows.find_attempt(attempt)
    g.flight = Flight(endpoint, known or flows.make_flow_id(), known is None, attempt)
    if known is None:
        note(
            "request",
            f"{endpoint}_asked",
            f"{request.method} {request.url_rule}",
            seen=seen_parameters(),
        )


def _flight() -> Flight | None:
    flight: Flight | None = g.get("flight") if has_request_context() else None
    return flight


def current_flow_id() -> str | None:
    """Return the id of the flow that is being recorded, or None."""
    flight = _flight()
    return flight.flow_id if flight else None


@_harmless
def join_flow(flow_id: str | None) -> None:
    """Go on with the flow that a code, a device code or a pushed request was given out in."""
    flight = _flight()
    if flight is not None and flow_id is not None:
        flight.flow_id, flight.is_new = flow_id, False


@_harmless
def note(
    step: str,
    reason: str,
    sentence: str,
    *,
    decision: str = WENT_ON,
    seen: dict[str, str] | None = None,
) -> None:
    """Add a step; the sentence is ours and has nothing in it that a request brought."""
    if (flight := _flight()) is not None:
        flight.steps.append(Step(step, decision, reason, sentence, seen or {}))


@_harmless
def note_family(client_id: str, began_in: str | None) -> None:
    """Say whose refresh token this is, and in which flow its sign-in was."""
    identify(client_id)
    seen = {"sign_in_flow": began_in} if began_in else {}
    note("family", "family_known", "The refresh token belongs to a sign-in.", seen=seen)


@_harmless
def identify(client_id: str) -> None:
    """Say which client the flow is of, once it is known."""
    if (flight := _flight()) is not None:
        flight.client_id = client_id


@_harmless
def explain(reason: str, sentence: str | None = None) -> None:
    """Give the refusal that follows its stable reason, and a sentence for the developer."""
    if (flight := _flight()) is not None:
        flight.explained = (reason, sentence)


@_harmless
def explain_redirect_uri(presented: str, registered: Sequence[str]) -> None:
    """Give the refusal of a redirect URI the difference that explains it."""
    if _flight() is not None:
        explain(*redirect_difference(presented, registered))


@_harmless
def decided() -> None:
    """Say that this authorization request is answered: the same one again is another flow."""
    if (flight := _flight()) is not None:
        flight.is_decided = True


@_harmless
def refuse(error: OAuth2Error) -> None:
    """Add the refusal as a step, and the flow's id to the error's description."""
    if error.error in UNTOLD:
        g.pop("flight", None)
        return
    flight = _flight()
    suffix = f"(flow {flight.flow_id})" if flight else ""
    if flight is None or str(error.description or "").endswith(suffix):
        return
    reason, sentence = flight.explained or (str(error.error), None)
    flight.explained = None
    description = str(error.description or error.error)
    # An explanation is for what follows it; another error has its own words.
    note("refusal", reason, sentence or description, decision=REFUSED)
    error.description = f"{description} {suffix}"


@_harmless
def _save() -> None:
    flight = _flight()
    if flight is None:
        return
    # A savepoint: what fails in here must not take the view's own work with it.
    with db.session.begin_nested():
        goes_on = not flight.is_new and flows.update_flow(
            flight.flow_id, flight.client_id, flight.attempt, is_decided=flight.is_decided
        )
        if not goes_on:
            attempt = None if flight.is_decided else flight.attempt
            flows.save_flow(flight.flow_id, flight.endpoint, flight.client_id, attempt)
        flows.save_steps(flight.flow_id, flight.steps)


WORDS = {
    Event.ACCOUNT_CREATED: "The person made an account.",
    Event.SIGN_IN: "The person signed in.",
    Event.SIGN_IN_FAILED: "A sign-in failed.",
    Event.CONSENT_GIVEN: "The person allowed it.",
    Event.FAMILY_ENDED: "Every token of the sign-in has ended.",
    Event.CLIENT_REGISTERED: "The client is registered.",
    Event.CLIENT_UPDATED: "The client has changed its registration.",
    Event.CLIENT_DELETED: "The client has deleted itself.",
}


@event_recorded.connect
def _on_event(event: Event, *, client_id: str | None, reason: str | None) -> None:
    """Take what the audit log is told as steps: of this request's flow, or of the one it serves."""
    if event not in WORDS or not has_request_context():
        return
    sentence = WORDS[event] if reason is None else f"{WORDS[event]} Reason: {reason}."
    if _flight() is not None:
        note(event.value, event.value, sentence)
        if client_id is not None:
            identify(client_id)
    elif current_app.config["FLIGHT_RECORDER"]:
        _note_on_the_way(Step(event.value, WENT_ON, event.value, sentence, {}))


@_harmless
def _note_on_the_way(step: Step) -> None:
    """Add a step to the sign-in that the login page leads back to, if there is one."""
    path, _, query = request.args.get("next", "").partition("?")
    if path != "/authorize":
        return
    with db.session.begin_nested():
        flow_id = flows.find_attempt(flows.attempt_digest(query))
        if flow_id is not None:
            flows.save_steps(flow_id, [step])
