"""The benchmarks run, and what they are there to guard holds."""

from benchmarks import mcp_call


def test_a_call_over_mcp_costs_at_most_twice_what_it_costs_over_the_api() -> None:
    ratios = mcp_call.run(rounds=20)
    assert ratios["api"] == 1
    assert max(ratios.values()) <= 2, ratios
