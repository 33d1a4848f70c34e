"""One handler per command; imported by nobody but plugin.py."""
