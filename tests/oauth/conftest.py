"""A signed-up user, a confidential client and a browser, ready to go."""

import pytest
from flask import Flask

from plugin_oauth.users.models import CurrentUser
from tests.journey import Journey, register


@pytest.fixture
def journey(app: Flask, user: CurrentUser) -> Journey:  # noqa: ARG001 -- the user must exist
    return Journey(app.test_client(), register(app))


@pytest.fixture
def public_journey(app: Flask, user: CurrentUser) -> Journey:  # noqa: ARG001 -- the user must exist
    return Journey(app.test_client(), register(app, auth_methods=["none"]))
