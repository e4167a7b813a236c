"""Keys that a host sends with every call, in place of OAuth: service tokens and API keys."""
