"""Portal: reporting without an account, and the page behind a ticket's link (INT-2, INT-3, PTL-1 … PTL-3)."""
