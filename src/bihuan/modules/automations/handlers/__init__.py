"""One handler per command of automation rules."""
