"""Flow definitions and the ticket types that join a flow to a form."""
