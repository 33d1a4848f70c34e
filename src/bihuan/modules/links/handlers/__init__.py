"""One handler per command about tickets that belong together: load, decide, return events."""
