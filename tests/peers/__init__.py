"""Servers that others wrote, each with the least around it that makes it run."""
