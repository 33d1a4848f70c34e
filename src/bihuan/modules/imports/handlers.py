"""Beginning imports, taking over their rows, ending them."""

from collections.abc import Callable, Mapping

from bihuan.core.values import Kind, Problem, Refusal, thaw_json
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.ids import derived_id
from bihuan.kernel.masters import Batch, Master
from bihuan.kernel.tx import Row
from bihuan.modules.files import interface as files
from bihuan.modules.imports import messages as m
from bihuan.modules.imports.queries.imports import own_import
from bihuan.modules.imports.queries.known import known_for
from bihuan.modules.imports.queries.planning import Plan, Planner, customer_key
from bihuan.modules.imports.queries.reading import asking_of
from bihuan.modules.imports.queries.rights import check_may_import

Taken = tuple[int, str, str | None, tuple[tuple[str, str], ...]]
_MOST_AT_ONCE = 100


def may_begin(command: m.BeginImport, context: Context) -> None:
    """Who may make such records, with a file of his own."""
    check_may_import(context.caller, command.kind)
    if command.file not in files.attachable(context.tx, context.caller, (command.file,)):
        raise Refusal("file.not_found", Kind.NOT_FOUND)


def begin(command: m.BeginImport, context: Context) -> Outcome:
    """Nothing is taken over yet."""
    stream = m.import_stream(context.new_id())
    settings = thaw_json(command.settings)
    event = m.ImportBegun(kind=command.kind, file=command.file, settings=settings, rows=command.rows)
    return Outcome(stream, ((stream, event),))


def may_go_on(command: m.TakeRows | m.CancelImport, context: Context) -> None:
    """Who began it, while he may make such records."""
    check_may_import(context.caller, own_import(context.tx, context.caller, command.id)["kind"])


def take(masters: Mapping[str, Master]) -> Callable[[m.TakeRows, Context], Outcome]:
    """The handler of TakeRows, with the kinds of records there are."""
    return lambda command, context: _take(masters, command, context)


def _take(masters: Mapping[str, Master], command: m.TakeRows, context: Context) -> Outcome:
    """Each row by itself: what is faulty is left out, the others are taken over."""
    row = own_import(context.tx, context.caller, command.id)
    if row["state"] != "running" or row["done"] != command.start or len(command.rows) > _MOST_AT_ONCE:
        raise Refusal("import.moved_on", Kind.CONFLICT, done=row["done"])
    batch = Batch(masters, context)
    planner = _planner(row, command, context)
    taken = tuple(_row_taken(planner, batch, item) for item in command.rows)
    stream = m.import_stream(command.id)
    event = m.RowsTaken(start=command.start, end=command.end, rows=taken)
    return Outcome(stream, ((stream, event), *batch.events))


def _planner(row: Row, command: m.TakeRows, context: Context) -> Planner:
    asking = asking_of(row["kind"], row["settings"])
    sound = [thaw_json(item.values) for item in command.rows if not item.faults]

    def name_id(key: str) -> str:
        return derived_id(command.id, key)

    made = [name_id(customer_key(values)) for values in sound] if row["kind"] == "customer" else []
    known = known_for(context.tx, context.caller, asking.kind, sound, made)
    return Planner(asking.kind, asking.duplicates, known, name_id, context.new_id, context.caller.id)


def _row_taken(planner: Planner, batch: Batch, item: m.ImportRow) -> Taken:
    if item.faults:
        return item.no, "refused", None, item.faults
    plan = planner.plan(item.no, thaw_json(item.values))
    problems = list(plan.problems) or _saved(batch, plan)
    if problems:
        batch.drop()
        planner.forget(plan)
        return item.no, "refused", None, tuple((problem.path, problem.code) for problem in problems)
    news = batch.keep()
    return item.no, plan.outcome if news or plan.outcome != "changed" else "skipped", plan.record, ()


def _saved(batch: Batch, plan: Plan) -> list[Problem]:
    for save in plan.saves:
        decide = batch.make if save.new else batch.change
        problems = decide(save.kind, save.id, save.values)
        if problems:
            return problems
    return []


def cancel(command: m.CancelImport, context: Context) -> Outcome:
    """Saying it twice, or at the end, changes nothing."""
    row = own_import(context.tx, context.caller, command.id)
    stream = m.import_stream(command.id)
    return Outcome(stream, ((stream, m.ImportCancelled()),) if row["state"] == "running" else ())
