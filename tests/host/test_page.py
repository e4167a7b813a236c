"""Forms and text as a browser reads them."""

import pytest

from plugin_oauth.host.page import LONGEST_PAGE, read_page


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
    form = page.find_button("decision", "allow")
    assert form is not None
    assert (form.action, form.method) == ("/go?x=1&y=2", "post")
    assert form.fields == {"csrf_token": 'a"b', "username": "", "on": "on"}
    assert form.buttons == {("decision", "deny"), ("decision", "allow")}


def test_the_form_with_the_wanted_fields_is_found_among_others() -> None:
    page = read_page(
        "<form action=/search><input name=q></form>"
        "<form action=/login method=post><input name=username><input name=password></form>"
    )
    form = page.find_form(fields={"username", "password"})
    assert form is not None
    assert form.action == "/login"


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
