"""Tasks: one function per operation, each within the tasks of one person.

Whose task it is stands in every statement's WHERE: a foreign id is answered like an unknown one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Unpack
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Date, delete, func, literal, select, tuple_, update

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.errors import Problem
from plugin_oauth.plugin.answer_size import find_fitting
from plugin_oauth.plugin.calendar.places import GivenPlace
from plugin_oauth.plugin.creations import CreationRequest, Made, begin_creation
from plugin_oauth.plugin.cursor import Position
from plugin_oauth.plugin.tasks.due_dates import find_due_date
from plugin_oauth.plugin.tasks.models import Task
from plugin_oauth.plugin.tasks.schemas import DEFAULT_PAGE, TaskStatus
from plugin_oauth.users.models import CurrentUser

NO_TASK = "No task of yours has this id. It may have been deleted: listTasks has those there are."

ORDER = (func.coalesce(Task.due_on, literal(date.max, Date)), Task.created_at, Task.id)


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Some tasks in their order, and where the next page begins, if there is one."""

    tasks: Sequence[Task]
    next_cursor: Position | None


def list_tasks(  # noqa: PLR0913 -- one keyword per argument of the operation
    user: CurrentUser,
    *,
    status: TaskStatus = TaskStatus.OPEN,
    due_before: date | None = None,
    due_after: date | None = None,
    limit: int = DEFAULT_PAGE,
    cursor: Position | None = None,
) -> TaskPage:
    """Return a page of the person's tasks: by due date, undated last, then in order of creation."""
    query = select(Task).where(Task.user_id == user.id, *_having(status)).order_by(*ORDER)
    if due_before:
        query = query.where(Task.due_on < due_before)
    if due_after:
        query = query.where(Task.due_on > due_after)
    if cursor:
        query = query.where(tuple_(*ORDER) > cursor)
    found = db.session.scalars(query.limit(limit + 1)).all()
    shown = find_fitting(found[:limit], lambda task: [task.title, task.notes])
    return TaskPage(shown, _position(shown[-1]) if len(shown) < len(found) else None)


def _having(status: TaskStatus) -> tuple[ColumnElement[bool], ...]:
    return {
        TaskStatus.OPEN: (Task.completed_at.is_(None),),
        TaskStatus.COMPLETED: (Task.completed_at.is_not(None),),
        TaskStatus.ALL: (),
    }[status]


def _position(task: Task) -> Position:
    return Position(task.due_on or date.max, task.created_at, task.id)


def find_task(user: CurrentUser, *, task_id: UUID) -> Task:
    """Return one of the person's tasks; raise a 404 Problem if they have none of this id."""
    query = select(Task).where(Task.id == task_id, Task.user_id == user.id)
    return _found(db.session.scalar(query))


def create_task(  # noqa: PLR0913 -- one keyword per argument of the operation
    user: CurrentUser,
    *,
    title: str,
    notes: str | None = None,
    due_on: date | None = None,
    due_in_working_days: int | None = None,
    request_id: str | None = None,
    **given: Unpack[GivenPlace],
) -> Task:
    """Add an open task to the person's list and return it; a request of a known id only returns it.

    Raises the 422 Problems of find_due_date and begin_creation.
    """
    told = {"title": title, "notes": notes, "on": due_on, "in": due_in_working_days, **given}
    if due_in_working_days is not None:
        due_on = find_due_date(due_in_working_days, given)
    task = Task(
        id=uuid4(),
        user_id=user.id,
        title=title,
        notes=notes or None,
        due_on=due_on,
        created_at=now(),
    )
    made = first = Made(task.id, task.created_at, task.due_on)
    if request_id is not None:
        first = begin_creation(CreationRequest(user.id, "task", request_id, told), made)
    if first == made:
        db.session.add(task)
        db.session.flush()
    task.id, task.due_on = first.item_id, first.due_on
    return task


def complete_task(user: CurrentUser, *, task_id: UUID) -> Task:
    """Return the task, completed; the time of an earlier completion stays. 404 as find_task."""
    first_time = func.coalesce(Task.completed_at, literal(now(), Task.completed_at.type))
    statement = (
        update(Task)
        .where(Task.id == task_id, Task.user_id == user.id)
        .values(completed_at=first_time)
        .returning(Task)
    )
    return _found(db.session.scalar(statement))


def delete_task(user: CurrentUser, *, task_id: UUID) -> Task:
    """Delete the task and return it as it was. 404 as find_task."""
    statement = delete(Task).where(Task.id == task_id, Task.user_id == user.id).returning(Task)
    return _found(db.session.scalar(statement))


def _found(task: Task | None) -> Task:
    if task is None:
        raise Problem(404, "Not Found", NO_TASK)
    return task
