"""Flows as BPMN 2.0 (a subset of it), out and in: out and back again is the same flow, word for word."""

from bihuan.core.flow.bpmn.items import Remark
from bihuan.core.flow.bpmn.reading import Imported, from_bpmn
from bihuan.core.flow.bpmn.writing import to_bpmn

__all__ = ["Imported", "Remark", "from_bpmn", "to_bpmn"]
