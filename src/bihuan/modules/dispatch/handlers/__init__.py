"""One handler per command of engineers, roster and dispatch: load, decide, return events."""
