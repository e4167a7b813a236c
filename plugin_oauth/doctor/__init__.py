"""What must be true of a deployment before production; docs/production.md explains each check."""
