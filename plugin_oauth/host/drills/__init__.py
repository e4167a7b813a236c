"""Failure drills: what goes wrong in the wild, sent on purpose, and what a right server does then.

A file is one idea. A drill is a step with a `Drill`: it signs in anew where it needs a code or
tokens to lose, says what is wrong in a sentence, and is skipped with its reason where the target
has nothing to try it on.
"""
