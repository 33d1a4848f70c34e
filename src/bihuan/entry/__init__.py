"""The only places where things are wired together and where threads exist."""
