"""What leaves the platform on paper: work orders, receipts, evidence; and the proof of a ticket's record."""
