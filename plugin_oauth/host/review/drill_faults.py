"""A drill of the stand-in as the check of a rule: what it names is a fault."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.review.rules import Fault, fault, remark_fault
from plugin_oauth.host.review.subject import NotChecked, Where
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Playing

R = TypeVar("R", bound=OAuthRun)


def drill_faults(drill: Callable[[R], Playing], run: R, where: Where) -> Iterator[Fault]:
    """Yield what the drill finds; raises NotChecked where it has nothing to look at."""
    try:
        for remark in drill(run):
            yield remark_fault(remark, where)
    except Skipped as skipped:
        raise NotChecked(str(skipped)) from None
    except Failure as failure:
        yield fault(failure, where)
