"""Preset replies 快捷回复: what is often said, kept once, filled in for the ticket at hand."""
