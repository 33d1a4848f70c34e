"""How each command on people and rights is decided."""
