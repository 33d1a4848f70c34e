"""Typed reads of custom tables; each that shows something takes the caller."""
