"""Where the people of a step come from, as it is written."""

from collections.abc import Callable, Mapping

from bihuan.core.flow.definition import Source
from bihuan.core.flow.reader import Reader

MOST_ROWS = 200


def read_sources(reader: Reader, key: str) -> tuple[Source, ...]:
    """One source, a list of them, or "by_hand" for none: a dispatcher names the person."""
    value = reader.raw(key)
    if value is None or value == "by_hand":
        return ()
    listed = value if isinstance(value, list | tuple) else [value]
    sources = []
    for index, item in enumerate(listed):
        path = f"{reader.at(key)}[{index}]" if listed is value else reader.at(key)
        source = _read_source(Reader(item, path, reader.problems))
        if source is not None:
            sources.append(source)
    return tuple(sources)


def _read_source(reader: Reader) -> Source | None:
    for key, read in SOURCE_READERS.items():
        if reader.raw(key) is not None:
            source = read(reader)
            reader.done()
            return source
    reader.fault("", "flow.bad_source", kinds=list(SOURCE_READERS))
    return None


def _read_people(reader: Reader) -> Source:
    names = reader.names("people")
    if not names:
        reader.fault("people", "flow.missing")
    return Source("people", names)


def _read_role(reader: Reader) -> Source:
    names = reader.names("role")
    if len(names) != 1:
        reader.fault("role", "flow.bad_names")
    return Source("role", names)


def _read_previous(reader: Reader) -> Source:
    """`true` = whoever handled last; a name = whoever handled that step last."""
    return Source(
        "previous_handler", () if reader.raw("previous_handler") is True else reader.names("previous_handler")
    )


def _read_field(reader: Reader) -> Source:
    """`head: N` reads the field as a department and takes its head (N = how far up)."""
    names = reader.names("field")
    if len(names) != 1:
        reader.fault("field", "flow.bad_names")
    return Source("field", names, reader.whole("head", 0, 0, 9))


def _read_on_duty(reader: Reader) -> Source:
    """Those of a role who are on duty when the step is entered."""
    names = reader.names("on_duty")
    if len(names) != 1:
        reader.fault("on_duty", "flow.bad_names")
    return Source("on_duty", names)


def _read_chosen(reader: Reader) -> Source:
    """People whom the submitter names in a field of the form, or whoever leaves the step `by`; out of `range`."""
    names = reader.names("chosen")
    if len(names) != 1:
        reader.fault("chosen", "flow.bad_names")
    return Source("chosen", (*names[:1], reader.key("by", "")), range=read_sources(reader, "range"))


def _read_matrix(reader: Reader) -> Source:
    """`{by: [fields], rows: [{is: [values], use: sources}]}`: the first row that fits; "*" fits every value."""
    table = reader.child("matrix") or Reader({}, reader.at("matrix"), reader.problems)
    fields = table.names("by")
    if not fields:
        table.fault("by", "flow.missing")
    rows = tuple(_read_row(row, len(fields)) for row in table.children("rows"))
    if not 1 <= len(rows) <= MOST_ROWS:
        table.fault("rows", "flow.bad_number", least=1, most=MOST_ROWS)
    table.done()
    return Source("matrix", fields, rows=rows)


def _read_row(reader: Reader, width: int) -> tuple[tuple[str, ...], tuple[Source, ...]]:
    values = reader.raw("is")
    listed = tuple(values) if isinstance(values, list | tuple) else (values,)
    if len(listed) != width or not all(isinstance(value, str) for value in listed):
        reader.fault("is", "flow.bad_names")
    use = read_sources(reader, "use")
    if not use:
        reader.fault("use", "flow.missing")
    reader.done()
    return listed, use


SOURCE_READERS: Mapping[str, Callable[[Reader], Source]] = {
    "people": _read_people,
    "role": _read_role,
    "submitter": lambda reader: Source("submitter"),
    "department_head": lambda reader: Source("department_head", (), reader.whole("department_head", 1, 1, 9)),
    "manager": lambda reader: Source("manager", (), reader.whole("manager", 1, 1, 9)),
    "previous_handler": _read_previous,
    "field": _read_field,
    "on_duty": _read_on_duty,
    "chosen": _read_chosen,
    "matrix": _read_matrix,
}
