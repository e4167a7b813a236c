"""The same operations as a remote MCP server: both eras of the protocol on one POST endpoint."""
