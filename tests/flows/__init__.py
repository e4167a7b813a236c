"""Whole journeys over a server that listens, by clients nobody here wrote and by the stand-in."""
