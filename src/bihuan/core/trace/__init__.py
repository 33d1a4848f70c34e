"""The one box of the trace (AUD-2): what somebody typed, read as people, days, devices, customers, numbers, words."""

from bihuan.core.trace.codes import code_of, number_of, one_edit
from bihuan.core.trace.days import DaysRead, read_days
from bihuan.core.trace.marks import Marked, marked
from bihuan.core.trace.names import Directory, directory
from bihuan.core.trace.reading import MOST_CHOICES, Chosen, LookUps, read_box
from bihuan.core.trace.tokens import KINDS, MAX_LENGTH, Choice, Found, Kind, LookUp, Span, Token

__all__ = [
    "KINDS",
    "MAX_LENGTH",
    "MOST_CHOICES",
    "Choice",
    "Chosen",
    "DaysRead",
    "Directory",
    "Found",
    "Kind",
    "LookUp",
    "LookUps",
    "Marked",
    "Span",
    "Token",
    "code_of",
    "directory",
    "marked",
    "number_of",
    "one_edit",
    "read_box",
    "read_days",
]
