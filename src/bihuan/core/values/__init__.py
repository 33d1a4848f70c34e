"""Words that every other part of the core speaks: JSON, instants, refusals, the reading of written documents."""

from bihuan.core.values.document import DocumentReader
from bihuan.core.values.json_values import Instant, Json, JsonObject, depth_of, freeze_json, thaw_json
from bihuan.core.values.moments import instant_of, local_time
from bihuan.core.values.priority import PRIORITIES
from bihuan.core.values.refusal import Kind, Problem, Refusal
from bihuan.core.values.texts import is_storable

__all__ = [
    "PRIORITIES",
    "DocumentReader",
    "Instant",
    "Json",
    "JsonObject",
    "Kind",
    "Problem",
    "Refusal",
    "depth_of",
    "freeze_json",
    "instant_of",
    "is_storable",
    "local_time",
    "thaw_json",
]
