"""One seed, one company, some days: everything that happens, in one thread, and what must hold all the while."""

import hashlib
import heapq
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bihuan.core.values import Instant, Kind, Refusal
from bihuan.kernel.command import Accepted, Caller, Envelope
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import interface as identity
from tests.modules.dispatch.crew import DAY, HOUR, MINUTE, MONDAY
from tests.simulator import checks, clock_model
from tests.simulator.clients import Clients, Sent
from tests.simulator.disk import ProcessDeath, some_fault
from tests.simulator.machine import SLUG, Machine
from tests.simulator.plan import BLOWS, Action
from tests.simulator.providers import WEATHERS, Provider
from tests.simulator.scene import template
from tests.simulator.watch import BrokenError, Ledger, fingerprint

_SHANGHAI = 8 * HOUR
# A client that got no answer asks again after so long, for as long as it takes.
_PATIENCE = (5_000, 30_000, 5 * MINUTE, HOUR)
# Results are kept for 45 days; nobody repeats later than phones may stay offline.
_REPEATED_WITHIN = 30 * DAY
_NESTED = 2
# The worker looks so often.
_LOOK = 20_000
# When the process finds the next timer and the next job due.
_NEXT_DUE = (
    "SELECT min(due) FROM timer WHERE due > ?",
    "SELECT min(due) FROM outbox WHERE state = 'waiting' AND due > ?",
)
_ROUNDS = 200
# What the worker looks for.
_WORK = (
    "SELECT 1 FROM timer WHERE due <= ?",
    "SELECT 1 FROM outbox WHERE state = 'waiting' AND due <= ?",
    "SELECT 1 FROM event WHERE seq > (SELECT coalesce(max(seq), 0) FROM leaf) AND at <= ?",
)
_QUIET = 8 * DAY


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history."""

    at: Instant
    who: str
    what: str
    answer: str

    def __str__(self) -> str:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=self.at + _SHANGHAI)
        return f"{moment:%Y-%m-%d %H:%M:%S}  {self.who:<15} {self.what}  →  {self.answer}"


class Simulation:
    """Runs a plan. Raises BrokenError as soon as something does not hold."""

    def __init__(self, seed: int, actions: Sequence[Action], folder: Path) -> None:
        self.seed = seed
        self.actions = actions
        self.history: list[Line] = []
        self.ledger = Ledger()
        self.answered: list[Sent] = []
        self.commands = 0
        self.clocks_compared = 0
        self.seen_through = False
        self._next = 0
        self._nested = 0
        self._stalled_until: Instant = 0
        self._roomy_at: Instant = 0
        self._pending: list[tuple[Instant, int, list[Sent]]] = []
        self._numbers = 0
        self._chance = Random(f"{seed}/order")
        self._full_checked = self._jobs_checked = self._overdue_checked = MONDAY
        self._checking = Random(f"{seed}/checks")
        self.providers = {kind: self._provider(kind, kind == "aliyun") for kind in ("smtp", "aliyun", "webhook")}
        place, self.people = template()
        self.machine = Machine(folder, place, MONDAY, {**self.providers, "address": "https://bihuan.example"})
        self._names = {known: name for name, known in self.people.items()}
        self.clients = Clients(self, seed)

    def _provider(self, kind: str, recognises: bool) -> Provider:
        return Provider(kind, str(self.seed), recognises, self._meanwhile, lambda: self.machine.disk.troubles)

    # --- what clients see -----------------------------------------------------------------------------------

    def look(self, work: Callable[[Tx], Any]) -> Any:
        """Read what is committed."""
        return self.machine.read(work)

    def now(self) -> Instant:
        """The true time."""
        return self.machine.true_time

    def later(self, wait: int, sent: Iterable[Sent]) -> None:
        """Send these, one after the other, after `wait` ms."""
        self._numbers += 1
        heapq.heappush(self._pending, (self.now() + max(wait, 1), self._numbers, list(sent)))

    # --- the whole of it ------------------------------------------------------------------------------------

    def run(self, *, see_through: bool = True) -> None:
        """Do everything that is planned, then let the machine be well and see everything through to its end."""
        self._guarded(self._watch)
        while self._next < len(self.actions):
            self._guarded(self._one_action)
        if not see_through:
            return
        self._recover()
        self._guarded(lambda: self._pass_until(self.now() + _QUIET))
        self._finish()

    def _one_action(self) -> None:
        action = self.actions[self._next]
        self._pass_until(action.at)
        self._next += 1
        self._perform(action)
        self._settle()

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do something; if the process dies of it, start another one."""
        try:
            work()
        except ProcessDeath:
            self._reboot()

    def _reboot(self) -> None:
        disk = self.machine.disk
        self._note("machine", f"process died ({disk.died_of})", "started again")
        self._nested = 0
        self.machine.bury()
        self.machine.boot()
        self.machine.read(self.ledger.after_restart)
        self._watch()

    def _recover(self) -> None:
        self.machine.disk.disarm()
        self.machine.off = 0
        self._stalled_until = 0
        for provider in self.providers.values():
            provider.weather = "fine"
        self.seen_through = True
        self._note("machine", "everything is well again", "")

    # --- time -----------------------------------------------------------------------------------------------

    def _pass_until(self, end: Instant) -> None:
        """Let time pass; what falls due meanwhile is served."""
        for _ in range(100_000):
            at = min((when for when in self._moments() if when is not None), default=None)
            if at is None or at > end:
                break
            self._set_time(at)
            self._send_pending()
            self._settle()
        self._set_time(end)

    def _set_time(self, at: Instant) -> None:
        self.machine.true_time = max(self.machine.true_time, at)
        if self.machine.disk.is_full and self.machine.true_time >= self._roomy_at:
            self.machine.disk.fill(False)

    def _moments(self) -> list[Instant | None]:
        """When something is to be done next: by the worker, or by a client that waits."""
        now = self.now()
        pending = max(self._pending[0][0], now) if self._pending else None
        if self._is_stalled():
            return [pending, self._stalled_until]
        off = self.machine.off
        seen = self.machine.now()
        due = self.machine.read(lambda tx: [tx.run(sql, (seen,)).fetchone()[0] for sql in _NEXT_DUE])
        moments = [max(when - off, now) // _LOOK * _LOOK + _LOOK for when in due if when is not None]
        if self.machine.worker.refused_timers or self.machine.disk.is_full:
            moments.append(now + (30 * MINUTE if self.machine.disk.is_full else 5 * MINUTE))
        return [pending, *moments]

    def _is_stalled(self) -> bool:
        return self.now() < self._stalled_until

    def _meanwhile(self, wait: int) -> None:
        """A provider takes its time. Others go on: people act, other lanes work."""
        end = self.now() + wait
        if self._nested >= _NESTED:
            self._set_time(end)
            return
        self._nested += 1
        while self._next < len(self.actions) and self.actions[self._next].at <= end:
            self._one_action()
        self._set_time(end)
        self._nested -= 1

    def _settle(self) -> None:
        """The worker does what is due until nothing is; then everything is looked at."""
        if not self._is_stalled():
            self._work()
        self._watch()

    def _work(self) -> None:
        troubles = self.machine.disk.troubles
        for _ in range(_ROUNDS):
            if not self._has_work() or not self._attend():
                break
        else:
            raise BrokenError("work ends", "the worker found something to do again and again at one instant")
        machine = self.machine
        well = machine.disk.is_calm and machine.disk.troubles == troubles and not self._nested
        well = well and not machine.worker.refused_timers
        if well and self.now() - self._overdue_checked >= 6 * HOUR:
            self._overdue_checked = self.now()
            machine.read(lambda tx: checks.nothing_is_overdue(tx, machine.now()))

    def _has_work(self) -> bool:
        """Whether a look of the worker would find anything; the looks themselves cost most of a simulation."""
        now = self.machine.now()
        return bool(self.machine.read(lambda tx: any(tx.run(sql, (now,)).fetchone() for sql in _WORK)))

    def _attend(self) -> int:
        try:
            return self.machine.attend(self._chance)
        except Refusal as refusal:
            self._expect_trouble(refusal)
            return 0

    def _expect_trouble(self, refusal: Refusal) -> None:
        if refusal.kind is not Kind.UNAVAILABLE or not self.machine.disk.troubles:
            raise BrokenError("only refusals", f"the worker met {refusal.code} {refusal.data}")

    # --- actions --------------------------------------------------------------------------------------------

    def _perform(self, action: Action) -> None:
        chance = Random(action.lot)
        if action.kind in BLOWS:
            self._note("fate", action.kind, getattr(self, f"_blow_{action.kind}")(chance))
            return
        made = self.clients.draw(action.kind, chance)
        if len(made) > 1:
            self._send_together(made)
        for sent in made[:1] if len(made) == 1 else ():
            self._send(sent)

    def _blow_disk(self, chance: Random) -> str:
        kind, after, share = some_fault(chance)
        self.machine.disk.arm(kind, after, share)
        return f"{kind} in {after} statements"

    def _blow_death(self, chance: Random) -> str:
        self.machine.disk.arm("die", chance.choice((1, 3, 30, 300)))
        return "soon"

    def _blow_full_disk(self, chance: Random) -> str:
        self._roomy_at = self.now() + chance.choice((MINUTE, HOUR, 6 * HOUR))
        self.machine.disk.fill(True)
        return "has no room left"

    def _blow_weather(self, chance: Random) -> str:
        kind = chance.choice(tuple(self.providers))
        provider = self.providers[kind]
        provider.weather, provider.until = chance.choice(WEATHERS), self.now() + chance.choice((HOUR, 12 * HOUR))
        return f"{kind} is {provider.weather}"

    def _blow_stall(self, chance: Random) -> str:
        self._stalled_until = self.now() + chance.choice((HOUR, 8 * HOUR, 3 * DAY))
        return "the worker stands still"

    def _blow_clock_back(self, chance: Random) -> str:
        self.machine.off -= chance.choice((MINUTE, HOUR))
        return f"off by {self.machine.off} ms"

    def _blow_clock_right(self, chance: Random) -> str:
        self.machine.off = 0
        return "right again"

    # --- commands -------------------------------------------------------------------------------------------

    def _send_pending(self) -> None:
        while self._pending and self._pending[0][0] <= self.now():
            for sent in heapq.heappop(self._pending)[2]:
                self._send(sent)

    def _send(self, sent: Sent) -> None:
        try:
            answer: Any = self.machine.bus.send(SLUG, self._envelope(sent))
        except ProcessDeath:
            self._unheard(sent)
            raise
        except Exception as error:
            answer = error
        self._answer(sent, answer)

    def _send_together(self, made: list[Sent]) -> None:
        """What arrives at once stands in the queue together, and shares one COMMIT."""
        futures = [self.machine.bus.post(SLUG, self._envelope(sent)) for sent in made]
        try:
            while self.machine.tenant.writer.step(wait=0):
                pass
        except ProcessDeath:
            for sent, future in zip(made, futures, strict=True):
                if not future.done():
                    self._unheard(sent)
            self._take_answers(made, futures)
            raise
        self._take_answers(made, futures)

    def _take_answers(self, made: list[Sent], futures: list[Any]) -> None:
        for sent, future in zip(made, futures, strict=True):
            if future.done():
                self._answer(sent, future.exception() or future.result())

    def _envelope(self, sent: Sent) -> Envelope:
        sent.tries += 1
        self.commands += 1
        person = self.people[sent.who]
        caller = self.machine.read(
            lambda tx: Caller("user", person, identity.subject_of(tx, person, None), ip="192.0.2.7")
        )
        return Envelope(sent.id, sent.command, caller, sent.channel, claimed=sent.claimed, skew=sent.skew)

    def _unheard(self, sent: Sent) -> None:
        self._note(sent.who, told(sent), "no answer")
        self.later(_PATIENCE[min(sent.tries, len(_PATIENCE)) - 1], [sent])

    def _answer(self, sent: Sent, answer: Any) -> None:
        if isinstance(answer, Accepted):
            self._accepted(sent, answer)
        elif isinstance(answer, Refusal) and answer.kind is Kind.UNAVAILABLE:
            self._note(sent.who, told(sent), answer.code)
            self._expect_trouble(answer)
            self.later(_PATIENCE[min(sent.tries, len(_PATIENCE)) - 1], [sent])
        elif isinstance(answer, Refusal):
            sent.answer = answer
            self._note(sent.who, told(sent), f"refused: {answer.code}")
        else:
            self._note(sent.who, told(sent), f"{type(answer).__name__}: {answer}")
            raise BrokenError("only refusals", f"{type(answer).__name__}: {answer}") from answer

    def _accepted(self, sent: Sent, answer: Accepted) -> None:
        again = " (as before)" if answer.repeated else ""
        self._note(sent.who, told(sent), f"{answer.ref}, {len(answer.events)} events{again}")
        if not self.machine.disk.is_dead:
            self.machine.read(lambda tx: self.ledger.acknowledge(tx, sent.id, answer, self.now()))
        if sent.answer is None and not sent.repeats:
            self.answered.append(sent)
            self.answered = [known for known in self.answered[-60:] if self._is_fresh(known)]
        sent.answer = answer

    def _is_fresh(self, sent: Sent) -> bool:
        known = self.ledger.promises.get(sent.id)
        return known is not None and known.at > self.now() - _REPEATED_WITHIN

    # --- what must hold -------------------------------------------------------------------------------------

    def _watch(self) -> None:
        if self.machine.disk.is_dead:
            return
        machine = self.machine
        machine.read(self.ledger.look)
        streams = self.ledger.take_new_streams()
        if streams and self._checking.random() < 0.2 and machine.disk.is_calm:
            checks.replay(machine, checks.some(streams, self._checking, 1))
        self._check_timers()
        if self.now() - self._jobs_checked >= 6 * HOUR:
            self._jobs_checked = self.now()
            machine.read(lambda tx: checks.jobs_end(tx, self.now()))
        if self.now() - self._full_checked >= 10 * DAY:
            self._full_checked = self.now()
            self._check_everything()

    def _check_timers(self) -> None:
        for name, code in self.machine.worker.refused_timers.items():
            if not code.startswith("storage."):
                raise BrokenError("timers are served", f"{name} is refused: {code}")

    def _check_everything(self) -> None:
        machine = self.machine
        checks.whole_ledger(machine)
        machine.read(checks.no_run_is_stuck)
        machine.read(lambda tx: checks.notices_once(tx, self.providers.values()))
        machine.read(lambda tx: clock_model.compare(tx, machine.hooks, self._checking, 20))

    def _finish(self) -> None:
        machine = self.machine
        self._check_everything()
        machine.read(lambda tx: checks.nothing_is_overdue(tx, self.now()))
        machine.read(checks.everybody_was_told)
        self.clocks_compared = machine.read(lambda tx: clock_model.compare(tx, machine.hooks, self._checking, None))
        checks.replay(machine, checks.some(sorted(self.ledger.heads), self._checking, 400))
        unanswered = [sent for _, _, waiting in self._pending for sent in waiting]
        if unanswered:
            raise BrokenError("everybody is answered", told(unanswered[0]))

    def close(self) -> None:
        """Let go of files and locks, however the run ended."""
        self.machine.disk.disarm()
        self.machine.shut_down()

    # --- the history ----------------------------------------------------------------------------------------

    def _note(self, who: str, what: str, answer: str) -> None:
        for known, name in self._names.items():
            what, answer = what.replace(known, name), answer.replace(known, name)
        self.history.append(Line(self.now(), who, what, answer))

    def digest(self) -> str:
        """A hash over everything that happened and everything that stands in the ledger."""
        told_events = self.machine.read(fingerprint)
        lines = "\n".join(map(str, self.history))
        return hashlib.sha256(f"{lines}\n{json.dumps(told_events, sort_keys=True)}".encode()).hexdigest()


def told(sent: Sent) -> str:
    """A command as a person would read it."""
    command = sent.command
    fields = {name: getattr(command, name) for name in command.__dataclass_fields__}
    defaults = {name: one.default for name, one in command.__dataclass_fields__.items()}
    shown = [f"{name}={value!r}" for name, value in fields.items() if value != defaults[name] and value not in ({}, ())]
    again = " once more" if sent.repeats else f" (try {sent.tries})" if sent.tries > 1 else ""
    return f"{type(command).__name__}({', '.join(shown)})"[:160] + again
