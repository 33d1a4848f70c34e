"""One handler per command of calendars, policies and clocks."""
