"""Nothing of reviews is read by other modules; the trace shows them as a section."""
