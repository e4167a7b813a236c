"""The line on which a member of a document stands in its file, for reports beside the file."""

from pathlib import Path

import yaml

from plugin_oauth.host.documents import LONGEST_YAML
from plugin_oauth.host.review.files import read_text_file
from plugin_oauth.host.target import BadTarget


def read_nodes(path: Path) -> yaml.Node | None:
    """Return the file's JSON or YAML with its marks, None where it cannot be read (quickly)."""
    try:
        text = read_text_file(path)
        # JSON may be indented by tabs, YAML may not; JSON is YAML otherwise.
        return yaml.compose(text.replace("\t", " ")) if len(text) <= LONGEST_YAML else None
    except (BadTarget, RecursionError, ValueError, yaml.YAMLError):
        return None


def find_line(root: yaml.Node, member: str) -> int:
    """Return the line, from 1, of a member by its path with dots; of what it is missing in, else.

    Names may have dots themselves, so the longest that fits is taken.
    """
    node, line = root, root.start_mark.line + 1
    while member and (found := _find_step(node, member)):
        name, mark, node = found
        line, member = mark.line + 1, member[len(name) + 1 :]
    return line


def _find_step(node: yaml.Node, member: str) -> tuple[str, yaml.Mark, yaml.Node] | None:
    """Return the first name of the path, where it stands and what it holds."""
    steps: list[tuple[str, yaml.Mark, yaml.Node]] = []
    if isinstance(node, yaml.MappingNode):
        steps = [(str(key.value), key.start_mark, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        steps = [(str(i), value.start_mark, value) for i, value in enumerate(node.value)]
    fitting = [step for step in steps if f"{member}.".startswith(f"{step[0]}.")]
    return max(fitting, key=lambda step: len(step[0]), default=None)
