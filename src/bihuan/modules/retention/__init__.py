"""How long personal data are kept, what must not be erased meanwhile, and erasing what is over."""
