"""The review: rules that a plugin's documents and servers are held against, and their reports.

Like the rest of the stand-in it imports nothing of the app.
"""
