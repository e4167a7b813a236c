"""Forms and text as a browser reads them."""

import pytest

from plugin_oauth.host.page import ALLOW, DENY, LONGEST_PAGE, read_page


def test_a_form_carries_what_a_browser_would_send() -> None:
    page = read_page(
        """
        <input name="outside" value="0">
        <form action="/go?x=1&amp;y=2" METHOD="POST">
          <input type="hidden" name="csrf_token" value="a&quot;b">
          <input name="username"> <input name="nothing" disabled value="1">
          <input type="checkbox" name="on" checked> <input type="checkbox" name="off" value="1">
          <input type="submit" name="decision" value="deny">
          <button name="decision" value="allow">Allow</button>
          <button type="button" name="decision" value="help">Help</button>
        </form>
        """
    )
    [form] = page.forms
    assert (form.action, form.method) == ("/go?x=1&y=2", "post")
    assert form.fields == {"csrf_token": 'a"b', "username": "", "on": "on"}
    assert [button.fields for button in form.buttons] == [
        {"decision": "deny"},
        {"decision": "allow"},
    ]


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ("<input name=username><input name=password>", ("username", "password")),
        ("<input name=login><input name=pw type=password>", ("login", "pw")),
        (
            "<input name=csrf type=hidden><input name=mail type=email>"
            "<input name=word type=password>",
            ("mail", "word"),
        ),
    ],
)
def test_the_login_form_is_found_among_others(fields: str, names: tuple[str, str]) -> None:
    page = read_page(
        "<form action=/search><input name=q></form>"
        f"<form action=/login method=post>{fields}<button>Go</button></form>"
    )
    login = page.find_login()
    assert login is not None
    assert (login.form.action, login.username, login.password) == ("/login", *names)


def test_a_form_without_a_password_is_no_login() -> None:
    assert read_page("<form><input name=q><button>Continue</button></form>").find_login() is None


@pytest.mark.parametrize(
    ("buttons", "pressed"),
    [
        (
            "<button name=decision value=deny>Deny</button><button name=decision value=allow>",
            "allow",
        ),
        ("<input type=submit value=Cancel><input type=submit name=a value=Authorize>", "Authorize"),
        ("<button name=go value=1><b>Continue</b></button>", "1"),
        ("<button name=go value=1>Do not allow</button><button name=go value=2>Accept", "2"),
    ],
)
def test_the_button_that_allows_is_found_by_what_it_says(buttons: str, pressed: str) -> None:
    page = read_page(
        "<form action=/logout><button>Log in as somebody else</button></form>"
        f"<form action=/consent method=post>{buttons}</form>"
    )
    choice = page.find_choice(ALLOW, DENY)
    assert choice is not None
    form, button = choice
    assert (form.action, *button.fields.values()) == ("/consent", pressed)


def test_a_page_that_only_denies_has_nothing_to_allow() -> None:
    assert read_page("<form><button>Deny</button></form>").find_choice(ALLOW, DENY) is None


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<title>Shop</title><p>Come\n  in", "Shop Come in"),
        ("<script>alert(1)</script><style>p {}</style><p>Hello", "Hello"),
        ("&lt;b&gt; &amp; more", "<b> & more"),
        ("Hello<![x[", "Hello"),
        ("", ""),
    ],
)
def test_the_text_is_what_a_person_reads(html: str, text: str) -> None:
    assert read_page(html).text == text


def test_a_page_without_end_is_cut() -> None:
    assert len(read_page("x" * (LONGEST_PAGE + 1)).text) == LONGEST_PAGE


@pytest.mark.parametrize(
    ("html", "main"),
    [
        (
            "<title>Shop</title><nav>Home</nav><main><h1>No</h1> such client</main>",
            "No such client",
        ),
        ("<title>Shop</title><p>No such client", "Shop No such client"),
        ("<title>Shop</title><main></main>", "Shop"),
        ("<nav>Home</nav><main>Half a page", "Half a page"),
    ],
)
def test_the_main_part_is_what_is_quoted(html: str, main: str) -> None:
    assert read_page(html).main == main
