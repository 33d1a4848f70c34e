"""Closures of expressions: from a record to one comparable value, or None where it is missing."""

from collections.abc import Callable, Mapping
from typing import Any

from bihuan.core.late import dataclass
from bihuan.core.rules.days import resolve_relative
from bihuan.core.rules.env import Env
from bihuan.core.rules.functions import FUNCTIONS, SAME_KIND_FUNCTIONS, text_of
from bihuan.core.rules.nodes import Aggregate, Call, Constant, Expression, FieldRef, History, Node, Relative, Truth
from bihuan.core.rules.numbers import number_of
from bihuan.core.rules.reading import READERS, fold, raw_text
from bihuan.core.rules.sums import summarise
from bihuan.core.rules.walk import walk

Record = Mapping[str, Any]
Test = Callable[[Record, Env], bool]
Reader = Callable[[Record, Env], Any]

# Where a row's closure finds the whole record; no field key can hold a colon.
OUTER = "record:"


@dataclass(frozen=True, slots=True)
class Compilers:
    """How conditions inside expressions are compiled; handed in so that this file need not know of them."""

    test: Callable[[Node], Test]


def value_reader(part: Expression, compilers: Compilers, folded: bool = True) -> Reader:
    """The closure of an expression; `folded` = text in its comparable form, else as it was typed."""
    if isinstance(part, Constant):
        value = fold(part.value) if folded and part.kind == "text" else part.value
        return lambda record, env: value
    if isinstance(part, FieldRef):
        return _field(part, folded)
    if isinstance(part, Relative):
        return lambda record, env: resolve_relative(part, env)
    if isinstance(part, Call):
        return _call(part, compilers, folded)
    if isinstance(part, Aggregate):
        return _aggregate(part, compilers)
    if isinstance(part, History):
        key = part.key
        return lambda record, env: number_of(record.get(key))
    return _truth(part, compilers)


def _truth(part: Truth, compilers: Compilers) -> Reader:
    return compilers.test(part.node)


def path_reader(path: tuple[str, ...]) -> Callable[[Record], Any]:
    """What stands at a path of a record, as it was stored; None when the way there is broken."""
    if len(path) == 1:
        (key,) = path
        return lambda record: record.get(key)
    if len(path) == 2:
        head, tail = path

        def read_two(record: Record) -> Any:
            inner = record.get(head)
            # The exact class first: asking an abstract class costs more than the rest of the comparison.
            return inner.get(tail) if inner.__class__ is dict or isinstance(inner, Mapping) else None

        return read_two
    first, rest = path[0], path_reader(path[1:])

    def read(record: Record) -> Any:
        inner = record.get(first)
        return rest(inner) if inner.__class__ is dict or isinstance(inner, Mapping) else None

    return read


def field_reader(part: FieldRef) -> Callable[[Record], Any]:
    """Like `path_reader`, but from within a row it finds the whole record where the field is the record's."""
    read = path_reader(part.path)
    return (lambda record: read(record[OUTER])) if part.outer else read


def row_scope(*parts: Node | Expression | None) -> Callable[[Record, Record], Record]:
    """What closures inside a row are given: the row, with the record at hand only if one of them asks for it."""
    if any(isinstance(inner, FieldRef) and inner.outer for part in parts if part for inner in walk(part)):
        return lambda row, record: {**row, OUTER: record}
    return lambda row, record: row


def _field(part: FieldRef, folded: bool) -> Reader:
    read = field_reader(part)
    known = raw_text if part.kind == "text" and not folded else READERS[part.kind]
    return lambda record, env: known(read(record))


def _aggregate(part: Aggregate, compilers: Compilers) -> Reader:
    read, known = path_reader(part.over.path), READERS[part.over.kind]
    scope = row_scope(part.of, part.where)
    of = value_reader(part.of, compilers) if part.of is not None else None
    where = compilers.test(part.where) if part.where is not None else None

    def run(record: Record, env: Env) -> Any:
        found = known(read(record)) or ()
        if where is not None or of is not None:
            found = [scope(row, record) for row in found]
        if where is not None:
            found = [row for row in found if where(row, env)]
        return summarise(part.what, len(found), [of(row, env) for row in found] if of is not None else [])

    return run


def _call(part: Call, compilers: Compilers, folded: bool) -> Reader:
    args = tuple(value_reader(arg, compilers, folded or part.fn == "length") for arg in part.args)
    if part.fn == "if":
        test, then, otherwise = args
        return lambda record, env: then(record, env) if test(record, env) else otherwise(record, env)
    if part.fn == "text_of":
        apply, lenient = text_of, False
    elif part.fn in SAME_KIND_FUNCTIONS:
        apply, lenient = SAME_KIND_FUNCTIONS[part.fn], True
    else:
        apply, lenient = FUNCTIONS[part.fn].apply, FUNCTIONS[part.fn].lenient
    if lenient:
        return lambda record, env: apply(env, *[arg(record, env) for arg in args])

    def strict(record: Record, env: Env) -> Any:
        values = [arg(record, env) for arg in args]
        return None if None in values else apply(env, *values)

    return strict
