"""Tests: a mirror of the package, and tests/flows for whole journeys over a listening server."""
