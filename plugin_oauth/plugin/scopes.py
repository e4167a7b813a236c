"""The scopes of this plugin, each with the sentence a person reads before allowing it."""

from plugin_oauth.oauth.scopes import Scope

TASKS_READ = Scope("tasks.read", "See your tasks.")
TASKS_WRITE = Scope("tasks.write", "Add, complete and delete your tasks.")
PLUGIN_ADMIN = Scope(
    "plugin.admin",
    "Change the plugin's verification tokens, with which hosts check who runs it.",
    default=False,
    admin=True,
)

SCOPES = (TASKS_READ, TASKS_WRITE, PLUGIN_ADMIN)
DEFAULT_SCOPE = " ".join(scope.name for scope in SCOPES if scope.default)
