"""Deciding the portal's commands."""
