"""Settings of this deployment. Copy to config.py; every name and rule is in docs/settings.md."""

# The public origin, which is also the issuer. Hosts compare it to the letter.
# BASE_URL = "https://plugin.example.com"

# SQLite in this folder unless another database is named.
# SQLALCHEMY_DATABASE_URI = "postgresql://plugin_oauth@db.example.com/plugin_oauth"

# Shared by all processes; memory:// counts in each process alone.
# RATELIMIT_STORAGE_URI = "valkey://cache.example.com:6379/0"

# How many reverse proxies stand in front.
# TRUSTED_PROXIES = 1

# NAME_FOR_HUMAN = "My plugin"
# NAME_FOR_MODEL = "my_plugin"
# CONTACT_EMAIL = "support@example.com"
