"""Whom somebody gives work to: colleagues he has starred, and those he turned to lately."""
