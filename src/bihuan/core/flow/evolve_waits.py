"""How a run changes where it goes on without anybody's task: rounds, waits, people told, the product's own actions."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bihuan.core.flow.action_events import ActionAsked, ActionDone, IncidentOpened, IncidentSettled
from bihuan.core.flow.event_base import FlowEvent
from bihuan.core.flow.run import BlockInstance, FlowRun, Wait
from bihuan.core.flow.told_events import CopyRead, PeopleTold
from bihuan.core.flow.wait_events import RoundBegan, RoundsEnded, WaitEnded, WaitMoved


def _round_began(run: FlowRun, event: RoundBegan) -> FlowRun:
    blocks = {key: block for key, block in run.blocks.items() if key != event.replaces}
    blocks[event.instance] = BlockInstance(event.instance, event.block, event.within, round=event.round)
    results = run.results
    if event.voids:
        results = {step: result for step, result in results.items() if step not in event.voids}
    return run.but(blocks=blocks, blocks_opened=run.blocks_opened + 1, results=results)


def _rounds_ended(run: FlowRun, event: RoundsEnded) -> FlowRun:
    return run.but(blocks={key: block for key, block in run.blocks.items() if key != event.instance})


def _wait_moved(run: FlowRun, event: WaitMoved) -> FlowRun:
    token = run.tokens[event.instance]
    assert token.wait is not None  # or nothing could have been moved
    moved = replace(token, wait=replace(token.wait, until=event.until))
    return run.but(tokens={**run.tokens, token.instance: moved})


def _wait_ended(run: FlowRun, event: WaitEnded) -> FlowRun:
    return run.but(acted=run.acted or event.by != run.submitter) if event.by else run


def _people_told(run: FlowRun, _event: PeopleTold) -> FlowRun:
    """Who was told stands in the rows of the shell; a run that waits for them has them in its wait."""
    return run


def _copy_read(run: FlowRun, event: CopyRead) -> FlowRun:
    token = run.tokens.get(event.instance)
    if token is None or token.wait is None or event.person not in token.wait.people:
        return run
    people = tuple(person for person in token.wait.people if person != event.person)
    return run.but(tokens={**run.tokens, token.instance: replace(token, wait=replace(token.wait, people=people))})


def _action_asked(run: FlowRun, event: ActionAsked) -> FlowRun:
    return _waits_as(run, event.instance, Wait("action"))


def _action_done(run: FlowRun, _event: ActionDone) -> FlowRun:
    """The token leaves with the event that follows."""
    return run


def _incident_opened(run: FlowRun, event: IncidentOpened) -> FlowRun:
    wait = run.tokens[event.instance].wait or Wait("action")
    return _waits_as(run, event.instance, replace(wait, kind="incident", key=event.why))


def _incident_settled(run: FlowRun, event: IncidentSettled) -> FlowRun:
    return run.but(acted=run.acted or event.by != run.submitter)


def _waits_as(run: FlowRun, instance: str, wait: Wait) -> FlowRun:
    return run.but(tokens={**run.tokens, instance: replace(run.tokens[instance], wait=wait)})


WAIT_FOLDS: Mapping[type[FlowEvent], Callable[[FlowRun, Any], FlowRun]] = {
    RoundBegan: _round_began,
    RoundsEnded: _rounds_ended,
    WaitMoved: _wait_moved,
    WaitEnded: _wait_ended,
    PeopleTold: _people_told,
    CopyRead: _copy_read,
    ActionAsked: _action_asked,
    ActionDone: _action_done,
    IncidentOpened: _incident_opened,
    IncidentSettled: _incident_settled,
}
