"""Nothing: printing changes nothing and has no events of its own. Audit records who took a paper away."""
