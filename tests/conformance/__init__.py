"""The public MCP conformance suite, which nobody here wrote, run as it is by Node.

It can send no token, so a small front of ours adds one to what it sends.
"""
