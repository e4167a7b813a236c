"""The plugin package: plugin.json and mcp.json in a ZIP, as the directory's portal takes it."""
