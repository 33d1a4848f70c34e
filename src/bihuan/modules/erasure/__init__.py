"""Erasing a person: what goes, what stays and why, and the record that it was done."""
