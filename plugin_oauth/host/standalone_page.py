"""A page that stands alone: one file, no script, nothing fetched.

What a stranger's server said is in it, so everything is escaped, and a Content Security Policy
(CSP Level 3) in the file itself lets nothing but its own style sheet work.
"""

import base64
import hashlib
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

STYLE = "report.css"


def render_page(template: str, **values: Any) -> str:
    """Return the page made of a template of this package and the shared style sheet."""
    loader = PackageLoader("plugin_oauth.host")
    environment = Environment(
        loader=loader,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    source, _, _ = loader.get_source(environment, STYLE)
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return environment.get_template(template).render(
        # Ours, and it must stay as it is: the policy names its digest.
        css=Markup(source),  # noqa: S704 - a file of this package
        css_digest=digest,
        **values,
    )
