"""The authorization endpoint as a person meets it: sign in, decide, go back to the client.

    a decision that counts             the answer to the client
    somebody must sign in (again)      /login, and back; login_required if no page may be shown
    nothing is left to ask             the answer to the client
    else                               the question; consent_required or interaction_required if no
                                       page may be shown

A decision stands first: its form was shown to a person who had signed in as the client asked.
"""

from urllib.parse import urlencode

from authlib.oauth2.rfc6749 import OAuth2Error
from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from plugin_oauth.headers import allow_redirect_of_form
from plugin_oauth.oauth.authorization_code import AuthorizationCodeGrant
from plugin_oauth.oauth.consent import consent_question, may_skip_consent, remember_consent
from plugin_oauth.oauth.decision import UndecidedError, make_handle, take_decision
from plugin_oauth.oauth.flight_recorder import note
from plugin_oauth.oauth.prompt import (
    check_may_ask,
    must_sign_in,
    redirect_to_sign_in,
    wants_page,
)
from plugin_oauth.oauth.pushed_authorization import InvalidRequestUriError, take_pushed_request
from plugin_oauth.oauth.server import authorization_server
from plugin_oauth.users.session import SignedIn, signed_in


def as_get_request() -> Response:
    """Return a posted authorization request as its own GET (OpenID Connect Core section 3.1.2.1).

    Anybody's page may post one, without a form token of ours, and all that comes of it is an
    address. The browser opens that with its cookies, which it keeps back from another site's post.
    """
    sent = request.form if request.form else request.args
    return redirect(f"{request.path}?{urlencode(list(sent.items(multi=True)))}", 303)


def answer_request(grant: AuthorizationCodeGrant) -> Response | str | tuple[str, int]:
    """Return what the person gets to see or where they go; raises OAuth2Error for the client."""
    try:
        return _answer(grant, signed_in())
    except InvalidRequestUriError:
        raise
    except OAuth2Error as error:
        error.redirect_uri, error.state = grant.redirect_uri, grant.request.payload.state
        raise


def _answer(
    grant: AuthorizationCodeGrant, person: SignedIn | None
) -> Response | str | tuple[str, int]:
    message = None
    if request.method == "POST" and person is not None:
        grant.narrow_scope(person.user)
        try:
            allowed = take_decision(question_of(grant), grant.request.scope)
        except UndecidedError as error:
            message = str(error)
        else:
            return carry_out(grant, person, allowed)
    if person is None or must_sign_in(grant.request, person):
        note("login", "login_needed", "The person is sent to the login page.")
        return redirect_to_sign_in(grant.request, person)
    grant.narrow_scope(person.user)
    return skip(grant, person) or ask(grant, person, message)


def question_of(grant: AuthorizationCodeGrant) -> list[str]:
    """Return everything that a decision is bound to: whose, where it leads, and what was asked."""
    asked = grant.request
    parameters = sorted(asked.payload.data.items(multi=True))
    pushed = asked.pushed.hex() if asked.pushed else ""
    return [grant.client.client_id, str(grant.redirect_uri), asked.scope, pushed, str(parameters)]


def carry_out(grant: AuthorizationCodeGrant, person: SignedIn, allowed: str) -> Response:
    """Return the answer that the decision leads to: a code for the scope allowed, or a no."""
    take_pushed_request(grant.request)
    if not allowed:
        note("consent", "consent_denied", "The person said no.")
        return respond(grant, None)
    remember_consent(grant.client, grant.request.scope, allowed, person.user.id)
    grant.request.scope = allowed
    return respond(grant, person)


def skip(grant: AuthorizationCodeGrant, person: SignedIn) -> Response | None:
    """Return the answer if this need not be asked again, None if it must."""
    asked = grant.request
    if request.method != "GET" or wants_page(asked):
        return None
    if not may_skip_consent(grant.client, asked.scope, person.user.id):
        return None
    note("consent", "consent_remembered", "The person has allowed all of this before.")
    take_pushed_request(asked)
    return respond(grant, person)


def ask(
    grant: AuthorizationCodeGrant, person: SignedIn, message: str | None
) -> str | tuple[str, int]:
    """Return the consent page; one that follows a decision that did not count is a 400."""
    asked = grant.request
    question = consent_question(grant.client, str(grant.redirect_uri), asked.scope, person.user.id)
    check_may_ask(asked, was_allowed_before=question.was_allowed_before)
    allow_redirect_of_form()
    note("consent", "consent_asked", message or "The consent page is shown.")
    page = render_template(
        "oauth/consent.html",
        question=question,
        handle=make_handle(question_of(grant)),
        user=person.user,
        message=message,
    )
    return (page, 400) if message else page


def respond(grant: AuthorizationCodeGrant, person: SignedIn | None) -> Response:
    """Return the redirect to the client: with a code for the person, or access_denied for None."""
    response: Response = authorization_server().create_authorization_response(
        grant.request, grant_user=person, grant=grant
    )
    return response
