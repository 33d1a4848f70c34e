"""What people's tables mean: where the heading is, which column is which field, what a cell says.

Pure: rows of cells in, values and faults out. Reading files is `kernel.sheets`; whose records they become, a module's.
"""

from collections.abc import Sequence

from bihuan.core.imports.cells import Cell, CellFault, cell_text, read_cell
from bihuan.core.imports.headings import Heading, Wanted, find_heading, match_columns, titles_of
from bihuan.core.imports.inferring import InferredField, InferredForm, InferredSection, infer_form

__all__ = [
    "Cell",
    "CellFault",
    "Heading",
    "InferredField",
    "InferredForm",
    "InferredSection",
    "Wanted",
    "cell_text",
    "find_heading",
    "infer_form",
    "is_blank",
    "is_note",
    "match_columns",
    "read_cell",
    "titles_of",
]

# How a line below a table begins that is no record: remarks, sums, who filled it in.
_NOTES = (
    "备注",
    "注:",
    "注：",
    "说明",
    "合计",
    "总计",
    "小计",
    "制表",
    "填表",
    "审核",
    "截至",
    "以上",
    "note",
    "total",
    "remark",
)


def is_blank(row: Sequence[Cell]) -> bool:
    """Whether nothing stands in the row."""
    return not any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row)


def is_note(row: Sequence[Cell]) -> bool:
    """Whether the row is a remark or a sum below the table: it begins like one and says hardly anything else."""
    first = next((cell for cell in row if not is_blank((cell,))), None)
    if not isinstance(first, str) or not first.strip().casefold().startswith(_NOTES):
        return False
    return sum(1 for cell in row if not is_blank((cell,))) <= 2
