"""Intake: which channels tickets may come from. Every ticket names one (INT-11)."""
