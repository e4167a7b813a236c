"""The committed samples are what the code builds."""

import pytest

from plugin_oauth.plugin.samples import FOLDER, build_samples


@pytest.mark.parametrize("name", ["manifest.json", "openapi.json", "openapi-3.0.json"])
def test_the_committed_sample_is_what_the_code_builds(name: str) -> None:
    built, committed = build_samples()[name], (FOLDER / name).read_bytes()
    assert committed == built, (
        f"docs/samples/{name} is old: `python -m plugin_oauth.plugin.samples` writes it anew"
    )


def test_there_are_no_other_samples() -> None:
    assert {path.name for path in FOLDER.iterdir()} == build_samples().keys()
