"""Devices: what is installed where, under which warranty and contract, with documents and history (AST-1)."""
