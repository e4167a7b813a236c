"""The ZIP of the plugin package: the same input gives the same bytes."""

import io
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from plugin_oauth.plugin.package.manifests import LOGO

_LOGO_FILE = Path(__file__).parents[2] / "static" / "logo.png"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first date that a ZIP can say


def build_archive(documents: Mapping[str, bytes]) -> bytes:
    """Return the ZIP with the documents by their paths in it, and the logo."""
    archive = io.BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as target:
        for path, content in {**documents, LOGO: _LOGO_FILE.read_bytes()}.items():
            entry = ZipInfo(path, _EARLIEST)
            entry.external_attr = 0o644 << 16
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, content)
    return archive.getvalue()
