"""The report as JUnit XML, which every CI reads: a suite a profile, a case a step.

There is no official schema; the attributes are those that Jenkins and GitLab document.
"""

from xml.etree import ElementTree as ET

from plugin_oauth.host.record import Play, Record, count_marks
from plugin_oauth.host.remarks import Level, Remark
from plugin_oauth.host.story import Mark, Result

NAME = "plugin-oauth e2e"


def render_junit(record: Record) -> str:
    """Return the record as a `testsuites` document, secrets masked."""
    results = [result for play in record.plays for result in play.story.results]
    suites = ET.Element("testsuites", {"name": NAME, **_counts(results, record.seconds)})
    for play in record.plays:
        suites.append(_suite(play, record))
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _suite(play: Play, record: Record) -> ET.Element:
    attributes = {
        "name": play.profile,
        "hostname": record.target,
        "timestamp": record.began.isoformat(timespec="seconds"),
        **_counts(play.story.results, play.story.seconds),
    }
    suite = ET.Element("testsuite", attributes)
    for result in play.story.results:
        suite.append(_case(result, play.profile))
    return suite


def _counts(results: list[Result] | tuple[Result, ...], seconds: float) -> dict[str, str]:
    counts = count_marks(results)
    return {
        "tests": str(len(results)),
        "failures": str(counts[Mark.FAIL]),
        "errors": "0",
        "skipped": str(counts[Mark.SKIP]),
        "time": f"{seconds:.3f}",
    }


def _case(result: Result, profile: str) -> ET.Element:
    attributes = {
        "classname": f"e2e.{profile}",
        "name": result.name,
        "time": f"{result.seconds:.3f}",
    }
    case = ET.Element("testcase", attributes)
    if result.mark is Mark.SKIP:
        ET.SubElement(case, "skipped", {"message": result.sentence})
    elif result.mark is Mark.FAIL:
        fault = find_fault(result)
        ET.SubElement(case, "failure", _failure(fault)).text = explain(result)
    ET.SubElement(case, "system-out").text = _heard(result)
    return case


def find_fault(result: Result) -> Remark:
    """Return what made a step fail: what ended it, else the first remark of that level."""
    return result.failure or next(r for r in result.remarks if r.level is Level.FAIL)


def _failure(fault: Remark) -> dict[str, str]:
    return {"message": fault.sentence, "type": fault.source}


def explain(result: Result) -> str:
    """Return everything a person needs who sees nothing but this step."""
    lines = [result.sentence] if result.sentence else []
    lines += [_sentence(remark) for remark in result.remarks]
    if result.failure:
        lines.append(_sentence(result.failure))
    if result.drill:
        lines.append(f"sent: {result.drill.sends}")
        lines.append(f"right: {result.drill.expects} ({result.drill.source})")
    if result.exchanges:
        lines += [f"request: {result.exchanges[-1].sent}", f"answer: {result.exchanges[-1].got}"]
    return "\n".join(lines)


def _heard(result: Result) -> str:
    return "\n".join([result.sentence, *(_sentence(remark) for remark in result.remarks)])


def _sentence(remark: Remark) -> str:
    words = f' ChatGPT says: "{remark.host_words}"' if remark.host_words else ""
    return f"{remark.level}: {remark.sentence} ({remark.source}){words}"
