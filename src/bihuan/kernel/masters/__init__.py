"""Masters: records that people keep and correct (customers, devices, …), described once and handled alike.

They use the same bus, streams and projections as everything else, with one generic event for all kinds
(architecture §3): the shape stays, the boilerplate does not.
"""

from bihuan.kernel.masters.batches import Batch
from bihuan.kernel.masters.fields import Fault, FieldType, MasterField, clean_value, rule_fields
from bihuan.kernel.masters.master import Master, Saving, master_table, record_anchors, record_row
from bihuan.kernel.masters.matching import code_key, phone_key
from bihuan.kernel.masters.messages import (
    ArchiveRecord,
    EraseRecord,
    RecordArchived,
    RecordErased,
    RecordRestored,
    RecordSaved,
    RestoreRecord,
    SaveRecord,
    record_stream,
)
from bihuan.kernel.masters.naming import nameable_master, readable_facts
from bihuan.kernel.masters.reading import (
    archived_condition,
    find_record,
    get_record,
    listing_of,
    record_facts,
    records_by,
    reveal_field,
    search_condition,
    show_record,
)
from bihuan.kernel.masters.registering import register_master

__all__ = [
    "ArchiveRecord",
    "Batch",
    "EraseRecord",
    "Fault",
    "FieldType",
    "Master",
    "MasterField",
    "RecordArchived",
    "RecordErased",
    "RecordRestored",
    "RecordSaved",
    "RestoreRecord",
    "SaveRecord",
    "Saving",
    "archived_condition",
    "clean_value",
    "code_key",
    "find_record",
    "get_record",
    "listing_of",
    "master_table",
    "nameable_master",
    "phone_key",
    "readable_facts",
    "record_anchors",
    "record_facts",
    "record_row",
    "record_stream",
    "records_by",
    "register_master",
    "reveal_field",
    "rule_fields",
    "search_condition",
    "show_record",
]
