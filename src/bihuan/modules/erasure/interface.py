"""Nothing of erasures is read by other modules."""
