"""JSON from strangers: what passes can be stored, compared and written out again."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin_oauth.oauth.strict_json import MAXIMUM_TEXT, read_object
from plugin_oauth.request_text import is_clean

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), VALUES))
def test_an_object_is_read_as_it_was_written_or_refused(written: dict[str, Any]) -> None:
    try:
        found = read_object(json.dumps(written).encode())
    except ValueError:
        return
    assert found == {name: value for name, value in written.items() if value is not None}
    assert is_clean(json.dumps(found, ensure_ascii=False))


@given(st.binary(max_size=200))
def test_bytes_are_an_object_or_a_value_error(body: bytes) -> None:
    try:
        found = read_object(body)
    except ValueError:
        return
    assert isinstance(found, dict)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('{"a": 1, "a": 2}', "twice"),
        ('{"a": {"b": 1, "b": 1}}', "twice"),
        ('{"a": "\\u0000"}', "bad ones"),
        ('{"a\\u0000": 1}', "bad ones"),
        ('{"a": ["\\udfff"]}', "bad ones"),
        (f'{{"a": "{"x" * (MAXIMUM_TEXT + 1)}"}}', "characters"),
        ('{"a": Infinity}', "not JSON"),
        ('{"a": -1e400}', "too large"),
        ("[" * 100_000, "too deep"),
        ('{"a": ' + "[" * 9 + "]" * 9 + "}", "too deep"),
        ("[]", "object"),
    ],
)
def test_what_is_refused_is_told_apart(body: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_object(body.encode())
