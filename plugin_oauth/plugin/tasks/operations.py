"""The rows of the operation table for tasks, and their scopes."""

from plugin_oauth.oauth.scopes import Scope
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.plugin.tasks import functions
from plugin_oauth.plugin.tasks.schemas import (
    CreateTaskSchema,
    DeletedTaskSchema,
    ListTasksSchema,
    TaskIdSchema,
    TaskPageSchema,
    TaskSchema,
)

TASKS_READ = Scope("tasks.read", "See your tasks.")
TASKS_WRITE = Scope("tasks.write", "Add, complete and delete your tasks.")

TASK_OPERATIONS = (
    Operation(
        name="listTasks",
        method="GET",
        path="/api/tasks",
        summary="List the person's tasks",
        description=(
            "Returns tasks, the earliest due date first and those without one last. "
            "Without arguments it returns the open ones. "
            "If next_cursor is not null, there are more."
        ),
        examples=(
            "What is on my to-do list?",
            "Which tasks are due before Friday?",
            "Show me what I have finished.",
            "Do I have anything left to do?",
        ),
        scopes=(TASKS_READ,),
        arguments=ListTasksSchema,
        result=TaskPageSchema,
        function=functions.list_tasks,
        read_only=True,
        destructive=False,
        open_world=False,
        consequential=False,
        is_shown=True,
    ),
    Operation(
        name="createTask",
        method="POST",
        path="/api/tasks",
        summary="Add a task",
        description=(
            "Adds one open task to the person's list and returns it with its id. Say when it is "
            "due by a date or by a number of working days."
        ),
        examples=(
            "Remind me to call the dentist.",
            "Add buying milk to my list.",
            "I have to hand in the report by 24 December.",
            "Put watering the plants on my to-do list for tomorrow.",
            "Remind me in five working days to answer the tax office.",
        ),
        scopes=(TASKS_WRITE,),
        arguments=CreateTaskSchema,
        result=TaskSchema,
        function=functions.create_task,
        read_only=False,
        destructive=False,
        open_world=False,
        consequential=False,
        is_shown=True,
        status=201,
    ),
    Operation(
        name="completeTask",
        method="POST",
        path="/api/tasks/{task_id}/complete",
        summary="Mark a task as completed",
        description=(
            "Marks one task as completed and returns it. "
            "A task that was completed before stays as it is."
        ),
        examples=(
            "I have called the dentist.",
            "Tick off buying milk.",
            "The report is done.",
        ),
        scopes=(TASKS_WRITE,),
        arguments=TaskIdSchema,
        result=TaskSchema,
        function=functions.complete_task,
        read_only=False,
        destructive=False,
        open_world=False,
        consequential=False,
        is_shown=True,
    ),
    Operation(
        name="deleteTask",
        method="DELETE",
        path="/api/tasks/{task_id}",
        summary="Delete a task for good",
        description=(
            "Deletes one task and returns it as it was; it cannot be brought back. "
            "A task that is done is completed instead."
        ),
        examples=(
            "Delete the task about the dentist.",
            "Remove buying milk from my list altogether.",
            "Throw away the task I just added.",
        ),
        scopes=(TASKS_WRITE,),
        arguments=TaskIdSchema,
        result=DeletedTaskSchema,
        function=functions.delete_task,
        read_only=False,
        destructive=True,
        open_world=False,
        consequential=True,
    ),
)
