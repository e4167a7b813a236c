"""The protected API: one table of operations, and everything hosts and people read of it."""
