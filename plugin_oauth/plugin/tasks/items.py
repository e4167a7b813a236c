"""Tasks as a kind of item, for hosts that attach things to a conversation."""

from collections.abc import Sequence

from plugin_oauth.plugin.items import MOST_LISTED, ItemKind
from plugin_oauth.plugin.tasks.functions import find_task, list_tasks
from plugin_oauth.plugin.tasks.models import Task
from plugin_oauth.plugin.tasks.operations import TASKS_READ
from plugin_oauth.plugin.tasks.schemas import TaskSchema
from plugin_oauth.users.models import CurrentUser


def _find_open(user: CurrentUser) -> Sequence[Task]:
    return list_tasks(user, limit=MOST_LISTED).tasks


TASK_ITEMS = ItemKind(
    name="task",
    title="Tasks",
    description="One task of the person's to-do list, with its notes.",
    scopes=(TASKS_READ,),
    find_latest=_find_open,
    find=lambda user, task_id: find_task(user, task_id=task_id),
    media_type="application/json",
    make_text=TaskSchema().dumps,
)
