"""Checkpoints that leave the machine: whoever owns it could rewrite everything on it, but not what others hold."""
