"""A plugin that people sign in to: a reading list of their own.

Choose `oauth` for everything that belongs to people. They sign in on your page, see what the host
may do, and can end it; the host gets tokens that expire and rotate, never a password. It is what
the store, GPT Actions and MCP want, and all the work of it is done here.

    python examples/oauth.py init --demo
    python examples/oauth.py run
    python examples/oauth.py e2e http://localhost:5003
"""

from collections import defaultdict
from typing import Any
from uuid import UUID, uuid4

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

BOOKS_READ = Scope("books.read", "See your reading list.")  # the sentence of the consent page
BOOKS_WRITE = Scope("books.write", "Add books to your reading list, and remove them.")

# Kept while the process lives; docs/fork.md keeps such things in a table.
books: defaultdict[UUID, dict[UUID, str]] = defaultdict(dict)


class NoArguments(Arguments):
    """None at all."""


class Title(Arguments):
    title = fields.String(
        required=True,
        validate=Length(min=1, max=200),
        metadata={"description": "The title of the book."},
    )


class BookId(Arguments):
    book_id = fields.UUID(
        required=True, metadata={"description": "The book's id, out of the reading list."}
    )


class Book(Result):
    book_id = fields.UUID(required=True)
    title = fields.String(required=True)


class ReadingList(Result):
    books = fields.List(fields.Nested(Book), required=True)


def list_books(user: CurrentUser) -> dict[str, Any]:
    return {"books": [{"book_id": key, "title": title} for key, title in books[user.id].items()]}


def add_book(user: CurrentUser, title: str) -> dict[str, Any]:
    book_id = uuid4()
    books[user.id][book_id] = title
    return {"book_id": book_id, "title": title}


def remove_book(user: CurrentUser, book_id: UUID) -> dict[str, Any]:
    if book_id not in books[user.id]:  # also when it is somebody else's: nobody learns of it
        raise Problem(404, "Not Found", "There is no such book on the reading list.")
    return {"book_id": book_id, "title": books[user.id].pop(book_id)}


OPERATIONS = (
    Operation(
        name="listBooks",
        method="GET",
        path="/api/books",
        summary="Show the person's reading list",
        description="Returns the books that the person wants to read, with their ids.",
        examples=(
            "What did I want to read?",
            "Is Middlemarch on my list?",
            "Show me my reading list.",
        ),
        scopes=(BOOKS_READ,),
        arguments=NoArguments,
        result=ReadingList,
        function=list_books,
        read_only=True,
        destructive=False,
        open_world=False,
        consequential=False,
    ),
    Operation(
        name="addBook",
        method="POST",
        path="/api/books",
        summary="Add a book to the reading list",
        description="Adds one book and returns it with its id.",
        examples=(
            "Put Middlemarch on my reading list.",
            "I want to read Emma some day.",
            "Remember this book for me: Ulysses.",
        ),
        scopes=(BOOKS_WRITE,),
        arguments=Title,
        result=Book,
        function=add_book,
        status=201,
        read_only=False,
        destructive=False,
        open_world=False,
        consequential=False,
    ),
    Operation(
        name="removeBook",
        method="DELETE",
        path="/api/books/{book_id}",
        summary="Remove a book from the reading list",
        description="Removes one book for good and returns it as it was.",
        examples=(
            "I have read Middlemarch, take it off my list.",
            "Remove Emma from my reading list.",
            "Forget about Ulysses.",
        ),
        scopes=(BOOKS_WRITE,),
        arguments=BookId,
        result=Book,
        function=remove_book,
        read_only=False,
        destructive=True,
        open_world=False,
        consequential=True,  # the host asks the person before every call
    ),
)

PLUGIN = Plugin(
    operations=OPERATIONS,
    description_for_human="Keep a list of books to read.",
    description_for_model="Plugin for keeping the signed-in person's list of books to read.",
)

SETTINGS = {"PLUGIN_AUTH": "oauth", "NAME_FOR_HUMAN": "Books", "NAME_FOR_MODEL": "books"}


def create() -> Flask:
    return create_app(SETTINGS, plugin=PLUGIN)


if __name__ == "__main__":
    run_commands(create)
