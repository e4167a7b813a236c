"""The report as JSON, for programs: docs/stand-in.md says what each member means.

`format` is raised when a member changes its meaning or goes; new members may come at any time.
"""

import json
from typing import Any

from plugin_oauth.host.exchange import Exchange, Message
from plugin_oauth.host.record import Play, Record, count_marks
from plugin_oauth.host.remarks import Remark
from plugin_oauth.host.story import Result

FORMAT = 1


def render_json(record: Record) -> str:
    """Return the record as one JSON object, secrets masked."""
    document = {
        "format": FORMAT,
        "target": record.target,
        "began": record.began.isoformat(timespec="seconds"),
        "seconds": round(record.seconds, 3),
        "passed": record.passed,
        "profiles": [_play(play) for play in record.plays],
    }
    return json.dumps(document, indent=2) + "\n"


def _play(play: Play) -> dict[str, Any]:
    return {
        "profile": play.profile,
        "title": play.title,
        "passed": play.story.passed,
        "counts": count_marks(play.story.results),
        "steps": [_result(result) for result in play.story.results],
    }


def _result(result: Result) -> dict[str, Any]:
    drill = result.drill
    return {
        "name": result.name,
        "mark": result.mark.value,
        "sentence": result.sentence,
        "drill": drill and {"sends": drill.sends, "expects": drill.expects, "source": drill.source},
        "failure": result.failure and _remark(result.failure),
        "remarks": [_remark(remark) for remark in result.remarks],
        "blocked_by": result.blocked_by or None,
        "seconds": round(result.seconds, 3),
        "exchanges": [_exchange(exchange) for exchange in result.exchanges],
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "level": remark.level.value,
        "sentence": remark.sentence,
        "source": remark.source,
        "host_words": remark.host_words or None,
    }


def _exchange(exchange: Exchange) -> dict[str, Any]:
    return {
        "sender": exchange.sender.value,
        "request": _message(exchange.request),
        "response": exchange.response and _message(exchange.response),
        "seconds": round(exchange.seconds, 3),
    }


def _message(message: Message) -> dict[str, Any]:
    headers = [{"name": name, "value": value} for name, value in message.headers]
    return {"start": message.start, "headers": headers, "body": message.body}
