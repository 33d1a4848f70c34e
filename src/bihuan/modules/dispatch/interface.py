"""What other modules may ask of engineers, roster and dispatch: nothing yet. What they show of it is registered (the
trace's section), and what they ask for are commands (`messages.py`)."""
