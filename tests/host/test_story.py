"""How steps are played."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from plugin_oauth.host.masking import Masking
from plugin_oauth.host.remarks import Failure, Skipped, fail, info, warn
from plugin_oauth.host.story import Playing, Result, Step, play
from plugin_oauth.host.wire import Wire


@dataclass
class Run:
    wire: Wire = field(default_factory=lambda: Wire(Masking()))


def good(_run: Run) -> Playing:
    yield info("a fact", "a source")
    return "checked"


def doubtful(_run: Run) -> Playing:
    yield info("a fact", "a source")
    yield warn("a doubt", "a source")
    return "checked"


def faulty(_run: Run) -> Playing:
    yield fail("a fault", "a source")
    yield warn("a doubt", "a source")
    return "checked"


def broken(_run: Run) -> Playing:
    yield warn("a doubt", "a source")
    raise Failure("it is broken", "a source")


def absent(_run: Run) -> Playing:
    yield from ()
    raise Skipped("nothing to see")


def interrupted(_run: Run) -> Playing:
    yield from ()
    raise KeyboardInterrupt


def told(*steps: Step[Run]) -> list[Result]:
    results: list[Result] = []
    play(steps, Run(), results.append)
    return results


@pytest.mark.parametrize(
    ("playing", "mark", "completed"),
    [
        (good, "ok", True),
        (doubtful, "warn", True),
        (faulty, "fail", True),
        (broken, "fail", False),
        (absent, "skip", False),
    ],
)
def test_a_step_is_marked_by_the_worst_of_it(
    playing: Callable[[Run], Playing], mark: str, completed: bool
) -> None:
    (result,) = told(Step("one", playing))
    assert (result.mark, result.is_completed) == (mark, completed)


def test_what_was_remarked_before_a_failure_is_kept() -> None:
    (result,) = told(Step("one", broken))
    assert [remark.sentence for remark in result.remarks] == ["a doubt"]


def test_a_step_that_cannot_be_played_names_the_first_cause() -> None:
    results = told(
        Step("one", broken), Step("two", good, needs=("one",)), Step("three", good, needs=("two",))
    )
    assert [result.sentence for result in results[1:]] == ["not without one, which failed"] * 2


def test_a_closing_step_is_played_even_when_the_run_is_interrupted() -> None:
    results: list[Result] = []
    steps = (Step("one", interrupted), Step("two", good), Step("close", good, always=True))
    with pytest.raises(KeyboardInterrupt):
        play(steps, Run(), results.append)
    assert [result.name for result in results] == ["close"]
