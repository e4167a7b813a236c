"""plugin_oauth: people sign in to your API from ChatGPT."""

__version__ = "0.1.0"
