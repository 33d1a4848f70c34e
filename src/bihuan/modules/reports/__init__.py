"""Daily facts of tickets, and questions about them."""
