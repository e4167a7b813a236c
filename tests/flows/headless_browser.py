"""What a program that opens $BROWSER gets: a person who signs in and allows.

`python -m tests.flows.headless_browser URL`
"""

import sys
from urllib.parse import urlsplit

import requests

from tests.conftest import PASSWORD
from tests.flows.conftest import Browser


def main(url: str) -> None:
    """Go from the authorization URL to the program's callback, and open that too."""
    parts = urlsplit(url)
    browser = Browser(f"{parts.scheme}://{parts.netloc}", "ada@example.com", PASSWORD)
    with browser.http:
        requests.get(browser.authorize(url), timeout=10).raise_for_status()


if __name__ == "__main__":
    main(sys.argv[1])
