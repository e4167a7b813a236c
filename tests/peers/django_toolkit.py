"""An API behind django-oauth-toolkit, as its tutorial builds it: `python -m` this, with --bind.

The client and the person come out of PEER_CLIENT and PEER_PERSON, JSON of one each.
"""

import json
import os
import sys
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from werkzeug.serving import run_simple

SPEC: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "A peer", "version": "1"},
    "paths": {
        "/api/me": {
            "get": {
                "operationId": "getMe",
                "summary": "Say who signed in.",
                "security": [{"oauth": []}],
                "responses": {"200": {"description": "Their name."}},
            }
        }
    },
    "components": {"schemas": {}},
}


def configure(folder: str) -> None:
    settings.configure(
        SECRET_KEY="only-for-tests",
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF=__name__,
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/peer.db"}
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.messages",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        # Fast ones: their strength is not tested.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        LOGIN_URL="/admin/login/",
        OAUTH2_PROVIDER={
            "PKCE_REQUIRED": False,  # a GPT sends none
            "SCOPES": {"read": "Read"},
            "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
        },
    )
    django.setup()


def seed() -> None:
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - models only after setup
    from oauth2_provider.models import get_application_model  # noqa: PLC0415 - same

    call_command("migrate", verbosity=0)
    person = json.loads(os.environ["PEER_PERSON"])
    get_user_model().objects.create_superuser(person["username"], "", person["password"])
    client = json.loads(os.environ["PEER_CLIENT"])
    get_application_model().objects.create(
        name="A GPT",
        client_id=client["client_id"],
        client_secret=client["client_secret"],
        redirect_uris=" ".join(client["redirect_uris"]),
        client_type="confidential",
        authorization_grant_type="authorization-code",
    )


def routes() -> list[Any]:
    from django.contrib import admin  # noqa: PLC0415 - only after setup
    from oauth2_provider.decorators import protected_resource  # noqa: PLC0415 - same

    @protected_resource(scopes=["read"])  # type: ignore[untyped-decorator]  # it has no types
    def me(request: HttpRequest) -> JsonResponse:
        return JsonResponse({"name": request.resource_owner.get_username()})

    return [
        path("admin/", admin.site.urls),
        path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
        path("openapi.json", lambda _request: JsonResponse(SPEC)),
        path("api/me", me),
    ]


urlpatterns: list[Any] = []

if __name__ == "__main__":
    sys.modules["tests.peers.django_toolkit"] = sys.modules[__name__]
    host, port = sys.argv[-1].split(":")
    configure(os.environ["PEER_FOLDER"])
    seed()
    urlpatterns += routes()
    run_simple(host, int(port), get_wsgi_application(), threaded=True)
