"""Tasks: a to-do list; rows of the operation table, their functions and schemas, and pages."""
