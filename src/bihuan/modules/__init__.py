"""The vertical slices; each is entered through its `messages` and `interface` only. See .importlinter."""
