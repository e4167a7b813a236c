"""All groups of rules, in the order of the report."""

from collections.abc import Iterable

from plugin_oauth.host.review import (
    argument_rules,
    host_sign_in_rules,
    identity_rules,
    interface_rules,
    openapi_texts,
    pkce_rules,
    read_only_rules,
    redirect_rules,
    registration_rules,
    result_rules,
    scope_rules,
    search_rules,
    sign_in_rules,
    transport_rules,
)
from plugin_oauth.host.review.action_rules import G
from plugin_oauth.host.review.auth_rules import A
from plugin_oauth.host.review.domain_rules import D
from plugin_oauth.host.review.manifest_rules import M
from plugin_oauth.host.review.openapi_rules import O
from plugin_oauth.host.review.package_rules import P
from plugin_oauth.host.review.policy_rules import C
from plugin_oauth.host.review.rules import Group, Rule
from plugin_oauth.host.review.run_time_rules import R
from plugin_oauth.host.review.server_rules import X
from plugin_oauth.host.review.tool_rules import T

# Files whose rules join the group of another file when they are loaded.
JOINING = (
    argument_rules,
    host_sign_in_rules,
    identity_rules,
    interface_rules,
    openapi_texts,
    pkce_rules,
    read_only_rules,
    redirect_rules,
    registration_rules,
    result_rules,
    scope_rules,
    search_rules,
    sign_in_rules,
    transport_rules,
)
GROUPS: tuple[Group, ...] = (M, D, A, O, G, R, T, X, P, C)
RULES: tuple[Rule, ...] = tuple(rule for group in GROUPS for rule in group.rules)


class UnknownRule(ValueError):  # noqa: N818 - reads as what it is
    """Nothing has this id: the message says so in one sentence."""


def find_rule(rule_id: str) -> Rule:
    """Return the rule; raises UnknownRule."""
    for rule in RULES:
        if rule.id == rule_id.upper():
            return rule
    raise UnknownRule(f"There is no rule {rule_id!r}; plugin-oauth lint --rules lists them.")


def select_rules(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> list[Rule]:
    """Return the rules selected by id or group letter, all if none is; raises UnknownRule."""
    chosen = _ids(select) or {rule.id for rule in RULES}
    return [rule for rule in RULES if rule.id in chosen - _ids(ignore)]


def _ids(words: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for word in words:
        group = next((group for group in GROUPS if group.letter == word.upper()), None)
        found |= {rule.id for rule in group.rules} if group else {find_rule(word).id}
    return found
