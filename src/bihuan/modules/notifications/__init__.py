"""Notices: who is told what, when, by which channel and with what result (COL-2)."""
