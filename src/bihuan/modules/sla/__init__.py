"""Working calendars, and the clocks of tickets: what was promised, when it is due and why."""
