"""One handler per command about work done together."""
