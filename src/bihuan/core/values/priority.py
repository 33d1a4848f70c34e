"""紧急等级, the same four everywhere."""

PRIORITIES = ("P0", "P1", "P2", "P3")
"""The most urgent first."""
