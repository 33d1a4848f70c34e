"""After commit: what tickets' events tell people, what other modules ask for, and deliveries."""
