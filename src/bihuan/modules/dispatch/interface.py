"""What other modules may ask of dispatch: why a ticket went to whom, as its reader may know. Engineers and roster are
shown by registration (the trace's section), and changed by commands (`messages.py`)."""

from bihuan.modules.dispatch.queries import dispatch_of

__all__ = ["dispatch_of"]
