"""Tickets: the core record, its run through a flow, its tasks and visits, its notes, its trace."""
