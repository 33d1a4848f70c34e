"""One handler per command of tickets: load, decide, return events."""
