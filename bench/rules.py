"""How long a compiled rule takes. Budget: three comparisons in 0.5 µs (issue 1 of 6, "Core"). Prints JSON lines.

The time of an empty closure of the same shape is printed beside it: that much is Python's own call.
"""

import json
import timeit
from collections.abc import Callable
from typing import Any

from bihuan.core.rules import Env, Field, Option, Schema, compile_condition, parse_condition

ROUNDS = 40
CALLS = 20_000

SCHEMA = Schema(
    [
        Field("amount", "number"),
        Field("source", "choice", options=(Option("expo"), Option("web"))),
        Field("title", "text"),
        Field("created", "instant"),
        Field("contract", "record", fields=(Field("amount", "number"),)),
    ]
)


def _compare(op: str, field: str, right: Any) -> dict[str, Any]:
    return {"op": op, "left": {"field": field}, "right": right}


THREE = {"all": [_compare("eq", "source", "expo"), _compare("gt", "amount", "500000"), _compare("ne", "title", "x")]}
CHINESE = {
    "all": [_compare("eq", "source", "expo"), _compare("gt", "amount", "5"), _compare("contains", "title", "空调")]
}
RELATED = {
    "all": [_compare("eq", "source", "expo"), _compare("ge", "contract.amount", "5"), _compare("lt", "created", 9)]
}
RECORD = {"source": "expo", "amount": "500000.50", "title": "AC-100", "created": 5, "contract": {"amount": "500000"}}
OTHER = {**RECORD, "title": "空调不制冷"}


def nanoseconds(run: Callable[[Any, Any], Any], record: Any, env: Env) -> float:
    """The best of some rounds, in ns per call."""
    clock = timeit.Timer("run(record, env)", globals={"run": run, "record": record, "env": env})
    return min(clock.repeat(ROUNDS, CALLS)) / CALLS * 1e9


def nanoseconds_of_new_numbers(run: Callable[[Any, Any], Any], env: Env) -> float:
    """The same over records whose numbers no rule has met, so that every one is parsed."""
    records = [{**RECORD, "amount": f"{500_001 + number}.{number % 100:02d}"} for number in range(CALLS)]
    clock = timeit.Timer(
        "for record in records: run(record, env)", globals={"run": run, "records": records, "env": env}
    )
    return clock.timeit(1) / CALLS * 1e9


def main() -> None:
    env = Env(0)
    cases = {
        "three comparisons": (THREE, RECORD),
        "with Chinese text": (CHINESE, OTHER),
        "with a relation": (RELATED, RECORD),
    }
    base = nanoseconds(lambda record, env: True, RECORD, env)
    for name, (tree, record) in cases.items():
        holds = compile_condition(parse_condition(tree, SCHEMA))
        assert holds(record, env)
        report(name, nanoseconds(holds, record, env), base)
    fresh = compile_condition(parse_condition(THREE, SCHEMA))
    report("with numbers never met before", nanoseconds_of_new_numbers(fresh, env), base)


def report(name: str, took: float, base: float) -> None:
    line = {"bench": "rules", "case": name, "ns": round(took), "empty_call_ns": round(base), "budget_ns": 500}
    print(json.dumps(line))


if __name__ == "__main__":
    main()
