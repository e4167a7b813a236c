"""What a browser reads from an HTML page: its forms and its text."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Longer pages are cut; a login page is far shorter.
LONGEST_PAGE = 200_000

_BUTTONS = {"submit", "image", "button", "reset"}
_CHECKABLE = {"checkbox", "radio"}
_UNSEEN = {"script", "style", "template"}


@dataclass
class Form:
    """One form: where it leads, what it carries along, and its named submit buttons."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True)
class Page:
    """A page as far as the stand-in needs it; `text` is what a person would read."""

    forms: tuple[Form, ...]
    text: str

    def find_form(self, *, fields: set[str]) -> Form | None:
        """Return the first form that has all these fields."""
        return next((form for form in self.forms if fields <= form.fields.keys()), None)

    def find_button(self, name: str, value: str) -> Form | None:
        """Return the first form with a submit button of this name and value."""
        return next((form for form in self.forms if (name, value) in form.buttons), None)


def read_page(html: str) -> Page:
    """Return the page; broken markup gives what could be read until there."""
    reader = _Reader()
    # html.parser refuses some declarations, such as "<![x[", with an AssertionError. It is never
    # closed: it would read again what is unfinished, in quadratic time, which is fourteen seconds
    # for 200,000 characters of "<!--" (CVE-2025-6069).
    with suppress(AssertionError):
        reader.feed(html[:LONGEST_PAGE])
    return Page(tuple(reader.forms), " ".join(" ".join(reader.words).split()))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = attributes.get("method", "get").lower()
            self._form = Form(attributes.get("action", ""), method)
            self.forms.append(self._form)
        elif tag in {"input", "button"} and self._form and "disabled" not in attributes:
            _add_control(self._form, tag, attributes)
        self._unseen += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in _UNSEEN and self._unseen:
            self._unseen -= 1

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data)


def _add_control(form: Form, tag: str, attributes: Mapping[str, str]) -> None:
    kind = attributes.get("type", "submit" if tag == "button" else "text").lower()
    name, value = attributes.get("name", ""), attributes.get("value", "")
    if kind == "submit":
        form.buttons.add((name, value))
    elif kind in _CHECKABLE:
        if "checked" in attributes:
            form.fields[name] = attributes.get("value", "on")
    elif name and kind not in _BUTTONS:
        form.fields[name] = value
