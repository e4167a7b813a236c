"""What the v1 manifest's JSON Schema says of a manifest, sorted by rule.

`ai-plugin-v1.schema.json` can be used alone. Each part of it names its rule in a `$comment`; a
top-level field that is missing, empty or of another type is M003.
"""

from dataclasses import replace

from plugin_oauth.host.documents import Document
from plugin_oauth.host.review.schemas import Breach, find_breaches

SCHEMA = "ai-plugin-v1.schema.json"
_FIELDS = "M003"


def find_manifest_breaches(manifest: Document) -> list[Breach]:
    """Return what the schema says against the manifest; `comment` is the rule."""
    return [
        replace(breach, comment=_FIELDS) if _is_of_fields(breach) else breach
        for breach in find_breaches(manifest, SCHEMA)
    ]


def _is_of_fields(breach: Breach) -> bool:
    at_top = len(breach.path) <= 1
    return at_top and (breach.keyword in {"type", "minLength"} or not breach.comment)
