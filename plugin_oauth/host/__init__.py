"""The ChatGPT stand-in: it plays the host, and knows the server it talks to by its URL only.

Nothing here imports the rest of plugin_oauth, so it can be aimed at any plugin. A run is told as
steps in protocol order; what is wrong is said in a sentence with the public document behind it.
"""
