"""Broken plugins: at least one for every rule of level error, and one for every failure drill.

Each is named in a test of its own, which breaks if it is not: those of rules with their id and
level in review/test_rules.py, those of drills with words of the sentence in test_drills.py.
"""

from collections.abc import Callable

import pytest

from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.review.registry import RULES
from plugin_oauth.host.review.rules import Level
from tests.host.review.cases import CASES
from tests.host.weaknesses import MCP_WEAKNESSES, STRICT_MCP_WEAKNESSES, WEAKNESSES

# Fewer would mean that cases were lost.
LEAST = 250


@pytest.mark.requirement("broken-plugins")
def test_every_error_and_every_drill_names_a_broken_plugin(
    record_property: Callable[[str, object], None],
) -> None:
    broken_rules = [case.rule for case in CASES if case.level == Level.ERROR]
    broken_drills = [name for name, _ in (*WEAKNESSES.values(), *STRICT_MCP_WEAKNESSES.values())]
    broken_drills += [name for _, _, name, _ in MCP_WEAKNESSES.values()]
    count = len(broken_rules) + len(broken_drills)
    record_property("broken plugins", count)
    assert {rule.id for rule in RULES if rule.level is Level.ERROR} == set(broken_rules)
    assert {d.name for profile in PROFILES.values() for d in profile.drills} == set(broken_drills)
    assert count >= LEAST, f"there are {count} broken plugins"
