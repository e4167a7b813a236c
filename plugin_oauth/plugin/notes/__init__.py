"""Notes: what a person keeps to look up later, with full-text search."""
