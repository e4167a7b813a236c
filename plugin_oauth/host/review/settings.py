"""A GPT's settings, which stand in no document: what was typed into ChatGPT's editor."""

from pathlib import Path

from plugin_oauth.host.documents import plain, read_json_or_yaml
from plugin_oauth.host.review.files import read_text_file
from plugin_oauth.host.review.subject import Part
from plugin_oauth.host.target import BadTarget

_TEXTS = ("authorization_url", "token_url", "privacy_policy_url")
_LIST = "other_domains"


def read_settings(path: Path) -> Part:
    """Return the settings in the file, JSON or YAML; raises BadTarget."""
    document = plain_object(path)
    for name, value in document.items():
        if name == _LIST:
            is_good = isinstance(value, list) and all(isinstance(item, str) for item in value)
        else:
            is_good = name in _TEXTS and isinstance(value, str)
        if not is_good:
            raise BadTarget(
                f"{path}: {name} must be one of the texts {', '.join(_TEXTS)}, or {_LIST}, a list."
            )
    return Part(path.name, str(path), document)


def plain_object(path: Path) -> dict[str, object]:
    """Return the object in the file; raises BadTarget."""
    try:
        document = plain(read_json_or_yaml(read_text_file(path)))
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise BadTarget(f"{path} is not an object in JSON or YAML.")
    return document
