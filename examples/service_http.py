"""A plugin with one token for the host: a shop's stock, which all its staff ask about.

Choose `service_http` when the host must prove itself but its people need not be told apart: data of
a company, a team's tools. You give the host one token, and rotate it when somebody leaves. Whoever
may use the plugin at the host may do everything here, so let it do little.

    python examples/service_http.py init
    python examples/service_http.py service-token create chatgpt
    python examples/service_http.py run
    curl -H "Authorization: Bearer po_st_..." "http://localhost:5003/api/articles?words=tea"
"""

from typing import Any

from flask import Flask
from marshmallow import fields
from marshmallow.validate import Length

from plugin_oauth.app import create_app
from plugin_oauth.cli import run_commands
from plugin_oauth.errors import Problem
from plugin_oauth.oauth.scopes import Scope
from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.plugin.schemas import Arguments, Result
from plugin_oauth.users.models import CurrentUser

ARTICLES = (
    {"article_id": "tea-1", "name": "Green tea, 100 g", "in_stock": 14},
    {"article_id": "tea-2", "name": "Black tea, 250 g", "in_stock": 0},
    {"article_id": "cup-1", "name": "Cup, white", "in_stock": 60},
)

STOCK_READ = Scope("stock.read", "See what the shop has in stock.")


class SearchArguments(Arguments):
    words = fields.String(
        load_default="",
        validate=Length(max=100),
        metadata={"description": "Words in the name of an article; all articles if left out."},
    )


class ArticleId(Arguments):
    article_id = fields.String(
        required=True, metadata={"description": "The article's id, out of a search."}
    )


class Article(Result):
    article_id = fields.String(required=True)
    name = fields.String(required=True)
    in_stock = fields.Integer(required=True)


class ArticleList(Result):
    articles = fields.List(fields.Nested(Article), required=True)


def search_articles(_host: CurrentUser, words: str) -> dict[str, Any]:
    wanted = words.lower().split()
    found = [a for a in ARTICLES if all(word in str(a["name"]).lower() for word in wanted)]
    return {"articles": found}


def find_article(_host: CurrentUser, article_id: str) -> dict[str, Any]:
    for article in ARTICLES:
        if article["article_id"] == article_id:
            return article
    raise Problem(404, "Not Found", "There is no such article. Search for it by its name.")


OPERATIONS = (
    Operation(
        name="searchArticles",
        method="GET",
        path="/api/articles",
        summary="Search the shop's articles",
        description="Returns the articles whose names have all the words, with what is in stock.",
        examples=(
            "Do we have green tea?",
            "What is out of stock?",
            "Which cups do we sell?",
        ),
        scopes=(STOCK_READ,),
        arguments=SearchArguments,
        result=ArticleList,
        function=search_articles,
        read_only=True,
        destructive=False,
        open_world=False,
        consequential=False,
    ),
    Operation(
        name="getArticle",
        method="GET",
        path="/api/articles/{article_id}",
        summary="Show one article",
        description="Returns one article with what is in stock.",
        examples=(
            "How many white cups are left?",
            "Is the black tea in again?",
            "Show me tea-1.",
        ),
        scopes=(STOCK_READ,),
        arguments=ArticleId,
        result=Article,
        function=find_article,
        read_only=True,
        destructive=False,
        open_world=False,
        consequential=False,
    ),
)

PLUGIN = Plugin(
    operations=OPERATIONS,
    description_for_human="See what the shop has in stock.",
    description_for_model="Plugin for the staff of a shop, to see which articles are in stock.",
)

SETTINGS = {"PLUGIN_AUTH": "service_http", "NAME_FOR_HUMAN": "Stock", "NAME_FOR_MODEL": "stock"}


def create() -> Flask:
    return create_app(SETTINGS, plugin=PLUGIN)


if __name__ == "__main__":
    run_commands(create)
