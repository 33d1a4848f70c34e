"""One handler per command about child tickets."""
