"""What other modules may ask of the trace: nothing; it is a way of looking at what they keep."""
