"""Some tasks for the demo, so that a list has something in it."""

from datetime import timedelta

from sqlalchemy import exists, select

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.plugin.tasks.models import Task
from plugin_oauth.users.models import CurrentUser

TASKS = (("Try the stand-in", 0), ("Read how the sign-in works", 1), ("Write my own operation", 7))


def seed_tasks(person: CurrentUser) -> None:
    """Give the person some tasks, unless they have any."""
    if db.session.scalar(select(exists().where(Task.user_id == person.id))):
        return
    for title, days in TASKS:
        due_on = (now() + timedelta(days=days)).date()
        db.session.add(Task(user_id=person.id, title=title, due_on=due_on, created_at=now()))
