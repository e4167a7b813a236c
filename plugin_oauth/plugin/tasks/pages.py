"""The signed-in person's tasks as pages: the operations' own functions, behind forms."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from plugin_oauth.database import unit_of_work
from plugin_oauth.plugin.arguments import read_arguments
from plugin_oauth.plugin.definition import Pages
from plugin_oauth.plugin.kept import Kept
from plugin_oauth.plugin.markdown import markdown_link
from plugin_oauth.plugin.previews import make_preview, page_url
from plugin_oauth.plugin.share_links import private_item
from plugin_oauth.plugin.tasks.functions import (
    complete_task,
    create_task,
    delete_task,
    find_task,
    list_tasks,
)
from plugin_oauth.plugin.tasks.schemas import (
    TASK_PATH,
    ListTasksSchema,
    NewTask,
    TaskPageSchema,
    TaskStatus,
)
from plugin_oauth.users.models import CurrentUser
from plugin_oauth.users.session import current_user, login_required

bp = Blueprint("tasks", __name__, url_prefix="/tasks")

TASK_PAGES = Pages(
    blueprint=bp,
    start="/tasks",
    name="Tasks",
    invitation="See your tasks",
    details="Add one or two. You will find them again through the API.",
)
TASKS_KEPT = Kept(
    what="Your tasks",
    why="So that you and the programs you allowed can see them",
    how_long="Until you delete them, or with the account",
    tables=("task",),
)


@bp.get("")
@login_required
def index() -> str:
    return _list(read_arguments(ListTasksSchema(), {}))


@bp.post("")
@unit_of_work
@login_required
def create() -> Response:
    schema = NewTask()
    # What is left empty in a form was not given; the form token is none of the arguments.
    given = {name: value for name in schema.fields if (value := request.form.get(name))}
    try:
        task = create_task(_person(), **schema.load(given))
    except ValidationError as error:
        return make_response(_list({}, errors=error.messages_dict), 422)
    flash(f"Added “{task.title}”.")
    return _to_list()


@bp.get("/<uuid:task_id>")
@private_item
def item(person: CurrentUser, task_id: UUID) -> str:
    task = find_task(person, task_id=task_id)
    state = "Completed" if task.completed_at else "To do"
    due = f"due on {task.due_on}" if task.due_on else None
    preview = make_preview(task.title, state, due, task.notes)
    link = markdown_link(task.title, page_url(TASK_PATH.format(task)))
    return render_template("plugin/task.html", task=task, preview=preview, link=link)


@bp.post("/<uuid:task_id>/complete")
@unit_of_work
@login_required
def complete(task_id: UUID) -> Response:
    task = complete_task(_person(), task_id=task_id)
    flash(f"Completed “{task.title}”.")
    return _to_list()


@bp.get("/<uuid:task_id>/delete")
@login_required
def confirm_delete(task_id: UUID) -> str:
    return render_template("plugin/delete_task.html", task=find_task(_person(), task_id=task_id))


@bp.post("/<uuid:task_id>/delete")
@unit_of_work
@login_required
def delete(task_id: UUID) -> Response:
    task = delete_task(_person(), task_id=task_id)
    flash(f"Deleted “{task.title}”.")
    return _to_list()


def _list(filters: dict[str, Any], *, errors: Mapping[str, list[str]] | None = None) -> str:
    return render_template(
        "plugin/tasks.html",
        page=TaskPageSchema().dump(list_tasks(_person(), **filters)),
        status=filters.get("status", TaskStatus.OPEN),
        statuses=list(TaskStatus),
        form=request.form,
        errors=errors or {},
    )


def _person() -> CurrentUser:
    """Return who is signed in: login_required has answered everybody else."""
    return cast(CurrentUser, current_user())


def _to_list() -> Response:
    return redirect(url_for("tasks.index"), 303)
