"""Automation rules: when something happens to a ticket, if a condition holds, then actions follow."""
