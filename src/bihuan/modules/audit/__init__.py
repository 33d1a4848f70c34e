"""What must be known later about who looked at what, and the proofs that the record is whole."""
