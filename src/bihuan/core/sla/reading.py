"""What every part of a written definition is read with: checked conditions, fields, lengths and actions."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import field

from bihuan.core.late import dataclass
from bihuan.core.rules import Schema, compile_condition, parse_condition
from bihuan.core.sla.definition import When
from bihuan.core.sla.durations import read_duration
from bihuan.core.values import DocumentReader, Json, JsonObject, Problem, Refusal, thaw_json

MOST_ACTIONS = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """The schema with `work`, the calendars there are (None: unchecked), and the faults found so far."""

    schema: Schema
    calendars: Collection[str] | None
    problems: list[Problem] = field(default_factory=list)

    def condition(self, tree: Json, path: str) -> When:
        """The checked condition; a faulty one is noted and reads as always true."""
        try:
            condition = parse_condition(tree, self.schema)
        except Refusal as refusal:
            found = refusal.problems or (Problem("", refusal.code, refusal.data),)
            self.problems.extend(Problem(f"{path}.{fault.path}".rstrip("."), fault.code, fault.data) for fault in found)
            return self.condition({"all": []}, path)
        return When(thaw_json(tree), condition, compile_condition(condition))

    def field(self, entry: DocumentReader, key: str, kinds: Collection[str] = ()) -> str:
        """The dotted path of a field of the record, of one of `kinds` if given."""
        path = entry.text(key)
        found = self.schema.resolve(path) if path else None
        if path and (found is None or (kinds and found.type not in kinds)):
            entry.fault(key, "sla.unknown_field", field=path)
        return path


def read_length(entry: DocumentReader, key: str) -> int:
    """A length in ms; a fault reads as a minute."""
    length = read_duration(entry.raw(key))
    if length is None:
        entry.fault(key, "document.missing" if entry.raw(key) is None else "sla.bad_duration")
    return length or 60_000


def read_actions(entry: DocumentReader) -> Iterator[JsonObject]:
    """The objects under `do`: each names its `act`, the rest is for whoever carries it out."""
    written = entry.raw("do")
    if written is None:
        return
    if not isinstance(written, list | tuple) or len(written) > MOST_ACTIONS:
        entry.fault("do", "document.list_expected", most=MOST_ACTIONS)
        return
    for index, action in enumerate(written):
        if isinstance(action, Mapping) and isinstance(action.get("act"), str) and action["act"]:
            yield thaw_json(action)
        else:
            entry.fault(f"do.{index}", "sla.act_expected")
