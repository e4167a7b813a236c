"""The published schema of the v1 manifest can be used alone, and says what the rules say."""

import json
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from plugin_oauth.host.review.manifest_schema import SCHEMA, find_manifest_breaches
from plugin_oauth.host.review.schemas import load_schema
from tests.host.faults import GONE
from tests.host.review.documents import MANIFEST, having, public_plugin
from tests.node_packages import FOLDER

SAMPLE = Path(__file__).parents[3] / "docs" / "samples" / "manifest.json"


def test_it_is_a_json_schema_that_refers_to_nothing_else() -> None:
    schema = load_schema(SCHEMA)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == "urn:uuid:5c552b14-696e-4a8a-b0d6-a8fdebb92103"
    assert '"$ref"' not in json.dumps(schema)


def test_a_validator_of_another_language_takes_it(node: str, tmp_path: Path) -> None:
    (good := tmp_path / "good.json").write_text(json.dumps(MANIFEST))
    (bad := tmp_path / "bad.json").write_text(json.dumps(MANIFEST | {"schema_version": "v2"}))
    schema = Path(str(files("plugin_oauth.host.review").joinpath(SCHEMA)))
    done = subprocess.run(  # noqa: S603 -- fixed
        [node, FOLDER / "validate.mjs", schema, good, bad],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert (json.loads(done.stdout), done.stderr) == ([True, "/schema_version"], "")


def test_a_manifest_as_it_should_be_is_valid() -> None:
    assert find_manifest_breaches(MANIFEST) == []
    assert Draft202012Validator(load_schema(SCHEMA)).is_valid(MANIFEST)


@pytest.mark.parametrize(
    ("path", "value", "rule", "sentence"),
    [
        (("name_for_human",), "n" * 21, "M005", "name_for_human has 21 characters, 20 are allowed"),
        (("name_for_human",), 5, "M003", "name_for_human is 5, not a text"),
        (("auth",), {}, "A001", "type is missing"),
        (("auth", "type"), "saml", "A001", "type is 'saml', not one of none, user_http, "),
        (("auth", "verification_tokens"), GONE, "A003", "verification_tokens is missing"),
        (("auth", "verification_tokens", "openai"), "", "A003", "openai is empty"),
        (("auth", "scope"), GONE, "A004", "scope is missing"),
        (("auth", "client_url"), "/authorize", "A004", "client_url is '/authorize', not an absol"),
    ],
)
def test_a_breach_is_told_in_a_sentence_under_its_rule(
    path: tuple[str, ...], value: object, rule: str, sentence: str
) -> None:
    (breach,) = find_manifest_breaches(
        public_plugin(manifest=having(*path, value=value)).manifest.document
    )
    assert breach.comment == rule
    assert breach.sentence.startswith(sentence)


def test_two_missing_fields_are_two_breaches() -> None:
    sentences = [
        breach.sentence for breach in find_manifest_breaches(dict.fromkeys(list(MANIFEST)[2:], ""))
    ]
    assert {"schema_version is missing", "name_for_model is missing"} <= set(sentences)
