"""What a browser reads from an HTML page: its forms and its text."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Longer pages are cut; a login page is far shorter.
LONGEST_PAGE = 200_000
_LONGEST_LABEL = 100

_BUTTONS = {"submit", "image", "button", "reset"}
_CHECKABLE = {"checkbox", "radio"}
_UNSEEN = {"script", "style", "template"}
_TYPED = {"text", "email", "tel", "search", "url", "number"}

# What pages call the two answers to a request for consent, on the button or in its name.
ALLOW = {
    "allow",
    "authorize",
    "authorise",
    "approve",
    "accept",
    "agree",
    "grant",
    "continue",
    "yes",
}
DENY = {"deny", "cancel", "decline", "reject", "refuse", "disallow", "abort", "no", "not"}


@dataclass
class Button:
    """A submit button: what is sent for it, and what is written on it."""

    name: str
    value: str
    label: str = ""

    @property
    def words(self) -> set[str]:
        """The words of its label, or of what is sent for it where it has none."""
        text = self.label or f"{self.name} {self.value}"
        return set(re.findall(r"[a-z]+", text.lower()))

    @property
    def fields(self) -> dict[str, str]:
        """What pressing it adds to the form."""
        return {self.name: self.value} if self.name else {}


@dataclass
class Form:
    """One form: where it leads, what it carries along, and its named submit buttons."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)

    def find_typed(self, *types: str) -> str:
        """Return the name of the first field of one of these types, or an empty text."""
        return next((name for name, kind in self.types.items() if kind in types), "")


@dataclass(frozen=True)
class LoginForm:
    """A form that asks for a password, and the names of its two fields."""

    form: Form
    username: str
    password: str


@dataclass(frozen=True)
class Page:
    """A page as far as the stand-in needs it.

    `text` is what a person would read, `main` the same without title, navigation and footer where
    the page says what its main part is.
    """

    forms: tuple[Form, ...]
    text: str
    main: str = ""

    def find_login(self) -> LoginForm | None:
        """Return the first form with a password field and one for a name before it."""
        for form in self.forms:
            if form.fields.keys() >= {"username", "password"}:
                return LoginForm(form, "username", "password")
            username, password = form.find_typed(*_TYPED), form.find_typed("password")
            if username and password:
                return LoginForm(form, username, password)
        return None

    def find_choice(self, words: set[str], others: set[str]) -> tuple[Form, Button] | None:
        """Return the first button that says one of the words and none of the others."""
        for form in self.forms:
            for button in form.buttons:
                if button.words & words and not button.words & others:
                    return form, button
        return None


def read_page(html: str) -> Page:
    """Return the page; broken markup gives what could be read until there."""
    reader = _Reader()
    # html.parser refuses some declarations, such as "<![x[", with an AssertionError. It is never
    # closed: it would read again what is unfinished, in quadratic time, which is fourteen seconds
    # for 200,000 characters of "<!--" (CVE-2025-6069).
    with suppress(AssertionError):
        reader.feed(html[:LONGEST_PAGE])
    text, main = (" ".join(" ".join(words).split()) for words in (reader.words, reader.main))
    return Page(tuple(reader.forms), text, main or text)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.main: list[str] = []
        self._in_main = False
        self._form: Form | None = None
        self._button: Button | None = None
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = attributes.get("method", "get").lower()
            self._form = Form(attributes.get("action", ""), method)
            self.forms.append(self._form)
        elif tag in {"input", "button"} and self._form and "disabled" not in attributes:
            self._button = _add_control(self._form, tag, attributes)
        self._unseen += tag in _UNSEEN
        self._in_main |= tag == "main"

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "main":
            self._in_main = False
        elif tag == "button":
            self._button = None
        elif tag in _UNSEEN and self._unseen:
            self._unseen -= 1

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data)
            if self._in_main:
                self.main.append(data)
            if self._button and len(self._button.label) < _LONGEST_LABEL:
                self._button.label += data


def _add_control(form: Form, tag: str, attributes: Mapping[str, str]) -> Button | None:
    """Add a control to the form; return it if it is a button whose label follows."""
    kind = attributes.get("type", "submit" if tag == "button" else "text").lower()
    name, value = attributes.get("name", ""), attributes.get("value", "")
    if kind == "submit":
        form.buttons.append(Button(name, value, "" if tag == "button" else value))
        return form.buttons[-1] if tag == "button" else None
    if kind in _CHECKABLE:
        if "checked" in attributes:
            form.fields[name] = attributes.get("value", "on")
    elif name and kind not in _BUTTONS:
        form.fields[name], form.types[name] = value, kind
    return None
