"""The trace changes nothing: it has neither commands nor events of its own."""
