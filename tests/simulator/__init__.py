"""A whole install in one process and one thread, driven by one seed (docs/simulator.md)."""
