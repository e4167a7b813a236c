"""Write docs/conformance.md: `python -m tests.requirements`."""

from tests.requirements.conformance import PATH, render

PATH.write_text(render())
