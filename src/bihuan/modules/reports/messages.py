"""Reports change nothing: they have neither commands nor events of their own."""
