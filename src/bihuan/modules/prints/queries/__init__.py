"""Reads for papers; each takes the caller and holds nothing that he may not see."""

from bihuan.modules.prints.queries.evidence import evidence
from bihuan.modules.prints.queries.orders import receipt, work_order
from bihuan.modules.prints.queries.paper import EVIDENCE, RECEIPT, WORK_ORDER, Paper, sheet_of
from bihuan.modules.prints.queries.proof import ticket_proof
from bihuan.modules.prints.queries.told import Printing, sees_everything

__all__ = [
    "EVIDENCE",
    "RECEIPT",
    "WORK_ORDER",
    "Paper",
    "Printing",
    "evidence",
    "receipt",
    "sees_everything",
    "sheet_of",
    "ticket_proof",
    "work_order",
]
