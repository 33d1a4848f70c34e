"""Saved views of the ticket pool: a filter with its order and columns, under a name, for oneself or for many."""
