"""Masking: no secret of a run reaches a terminal, a file or a report.

Two nets, since each has holes: fields that are secret by name, and every value known to be secret,
in the spellings it may come back in. What a stranger's server says is also made printable, because
a terminal obeys control characters.
"""

import json
import re
from urllib.parse import quote, quote_plus

MASK = "***"

# token_type, token_endpoint and their kin are no secrets, and a reader needs them. The lengths are
# bounded because a server chooses the text: without, a long run of letters takes quadratic time.
_NAMES = (
    r"(?!token_type|client_assertion_type|\w{0,40}(?:endpoint|supported|description))"
    r"(?:\w{0,40}(?:token|secret|password|csrf|assertion|verifier)\w{0,40}|code)"
)
_IN_FORM = re.compile(rf"(?<![\w%-])({_NAMES})=[^&\s\"'<>]+", re.IGNORECASE)
_IN_JSON = re.compile(rf'"({_NAMES})"\s*:\s*"(?:[^"\\]|\\.)*"?', re.IGNORECASE)
# JSON inside a text of JSON, which is what tools answer with.
_IN_QUOTED_JSON = re.compile(rf'\\"({_NAMES})\\"\s*:\s*\\"[^"\\]*', re.IGNORECASE)
_IN_HEADERS = re.compile(_NAMES, re.IGNORECASE)

# What JSON may write in more ways than one; a backslash that stands for itself is passed over.
_ESCAPED = re.compile(r"\\(?:\\|/|u[0-9A-Fa-f]{4})")
_PERCENT = re.compile(r"%[0-9A-F]{2}")

# Headers that carry credentials. A cookie's name is no secret, nor are its attributes.
_CREDENTIALS = re.compile(r"(?:proxy-)?authorization", re.IGNORECASE)
_COOKIES = {
    "cookie": re.compile(r"(?:^|(?<=; ))([^=;]+=)?[^;]+"),
    "set-cookie": re.compile(r"^([^=;]+=)?[^;]+"),
}

# Shorter values are left to the names: masking every "a" would leave nothing to read.
_SHORTEST = 4

_MOST_SHOWN = 600


class Masking:
    """The secrets of one run."""

    def __init__(self) -> None:
        self._spellings: set[str] = set()

    def conceal(self, secret: str) -> None:
        """Never show this value again, however it comes back."""
        if len(secret) >= _SHORTEST:
            in_url = {quote(secret, safe=""), quote_plus(secret)}
            in_url |= {_PERCENT.sub(lambda hexed: hexed[0].lower(), url) for url in in_url}
            in_json = {
                json.dumps(secret, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False)
            }
            self._spellings |= {secret, *in_url, *in_json}

    def mask_header(self, name: str, value: str) -> str:
        """Return a header's value without secrets; of credentials only the scheme stays."""
        if _CREDENTIALS.fullmatch(name):
            scheme, blank, _ = value.partition(" ")
            return f"{self.mask(scheme)} {MASK}" if blank else MASK
        if name == "dpop" or _IN_HEADERS.fullmatch(name.replace("-", "_")):
            return MASK
        if name in _COOKIES:
            value = _COOKIES[name].sub(lambda cookie: f"{cookie[1] or ''}{MASK}", value)
        return self.mask(value)

    def mask(self, text: str, *, most: int = _MOST_SHOWN) -> str:
        """Return the text without secrets, printable, and no longer than a person would read.

        It is cut last: half a secret would no longer be known as one.
        """
        text = _ESCAPED.sub(_unescaped, text)
        text = _IN_QUOTED_JSON.sub(rf'\\"\1\\": \\"{MASK}', text)
        text = _IN_JSON.sub(rf'"\1": "{MASK}"', text)
        text = _IN_FORM.sub(rf"\1={MASK}", text)
        # The longest first, so that a secret inside another leaves no rest behind.
        for spelling in sorted(self._spellings, key=len, reverse=True):
            text = text.replace(spelling, MASK)
        cut = text[:most] + (" ..." if len(text) > most else "")
        return "".join(character if character.isprintable() else " " for character in cut)


def _unescaped(found: re.Match[str]) -> str:
    """Return the character itself where JSON needs no escape for it: it is known by one spelling.

    Servers escape what others leave: PHP every slash, .NET every plus and ampersand.
    """
    escaped = found[0]
    if escaped == r"\/":
        return "/"
    if escaped == "\\\\":
        return escaped
    character = chr(int(escaped[2:], 16))
    can_stand = character.isprintable() and character not in '"\\'
    return character if can_stand else escaped.lower()
