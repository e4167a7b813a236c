"""A run as a story: steps in order, each with what was checked and what was found."""

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from plugin_oauth.host.exchange import Exchange
from plugin_oauth.host.masking import Masking
from plugin_oauth.host.remarks import Failure, Level, Remark, Skipped
from plugin_oauth.host.wire import Wire

# A step yields remarks as it goes and returns what it checked. It raises Failure or Skipped when
# it cannot go on.
Playing = Generator[Remark, None, str]


class Mark(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"


class Run(Protocol):
    """What a step works on; each profile has its own."""

    @property
    def wire(self) -> Wire: ...


@dataclass(frozen=True)
class Drill:
    """What makes a step a drill: what is sent that is wrong, what a right server does, and why."""

    sends: str
    expects: str
    source: str


R_contra = TypeVar("R_contra", bound=Run, contravariant=True)


@dataclass(frozen=True)
class Step(Generic[R_contra]):
    """One step. It is skipped unless the steps it needs were completed.

    One that is `always` played comes last and is played even when the run is interrupted. A step
    with a drill sends something wrong on purpose.
    """

    name: str
    play: Callable[[R_contra], Playing]
    needs: tuple[str, ...] = ()
    always: bool = False
    drill: Drill | None = None


@dataclass(frozen=True)
class Result:
    """What came of a step, masked: fit to be shown.

    The sentence says what was checked, or why the step was skipped. `failure` is what ended it,
    `blocked_by` the step without which it was not played; seconds is how long it took.
    """

    name: str
    mark: Mark
    sentence: str = ""
    remarks: tuple[Remark, ...] = ()
    failure: Remark | None = None
    exchanges: tuple[Exchange, ...] = ()
    blocked_by: str = ""
    seconds: float = 0
    drill: Drill | None = None

    @property
    def is_completed(self) -> bool:
        return self.failure is None and self.mark is not Mark.SKIP


@dataclass(frozen=True)
class Story:
    """All results of a run."""

    results: tuple[Result, ...]

    @property
    def passed(self) -> bool:
        return not self.count(Mark.FAIL)

    @property
    def seconds(self) -> float:
        return sum(result.seconds for result in self.results)

    def count(self, mark: Mark) -> int:
        return sum(result.mark is mark for result in self.results)


def play(steps: Sequence[Step[R_contra]], run: R_contra, tell: Callable[[Result], None]) -> Story:
    """Play the steps in order, tell each result at once, and return them all."""
    results: dict[str, Result] = {}

    def play_one(step: Step[R_contra]) -> None:
        result = _play_step(step, run, results)
        results[step.name] = result
        tell(result)

    try:
        for step in steps:
            if not step.always:
                play_one(step)
    finally:
        for step in steps:
            if step.always:
                play_one(step)
    return Story(tuple(results.values()))


def _play_step(step: Step[R_contra], run: R_contra, before: Mapping[str, Result]) -> Result:
    missing = next((before[name] for name in step.needs if not before[name].is_completed), None)
    if missing:
        return _blocked(step, before[missing.blocked_by or missing.name])
    started, first = time.monotonic(), len(run.wire.exchanges)
    result = _listen(step.name, step.play(run))
    result = replace(
        result,
        exchanges=tuple(run.wire.exchanges[first:]),
        seconds=time.monotonic() - started,
        drill=step.drill,
    )
    return _masked(result, run.wire.masking)


def _blocked(step: Step[R_contra], root: Result) -> Result:
    outcome = "was skipped" if root.mark is Mark.SKIP else "failed"
    sentence = f"not without {root.name}, which {outcome}"
    return Result(step.name, Mark.SKIP, sentence, blocked_by=root.name, drill=step.drill)


def _listen(name: str, playing: Playing) -> Result:
    remarks: list[Remark] = []
    try:
        while True:
            remarks.append(next(playing))
    except StopIteration as end:
        return Result(name, _worst(remarks), end.value, tuple(remarks))
    except Skipped as reason:
        return Result(name, Mark.SKIP, str(reason), tuple(remarks))
    except Failure as failure:
        return Result(name, Mark.FAIL, "", tuple(remarks), failure.remark)


def _worst(remarks: Sequence[Remark]) -> Mark:
    levels = {remark.level for remark in remarks}
    if Level.FAIL in levels:
        return Mark.FAIL
    return Mark.WARN if Level.WARN in levels else Mark.OK


def _masked(result: Result, masking: Masking) -> Result:
    """Mask everything, exchanges a second time: some values turned out to be secrets only later."""

    def masked(remark: Remark) -> Remark:
        sentence, host_words = masking.mask(remark.sentence), masking.mask(remark.host_words)
        return replace(remark, sentence=sentence, host_words=host_words)

    return replace(
        result,
        sentence=masking.mask(result.sentence),
        remarks=tuple(masked(remark) for remark in result.remarks),
        failure=result.failure and masked(result.failure),
        exchanges=tuple(exchange.masked(masking) for exchange in result.exchanges),
    )
