"""The actions that each kind of step knows, and what a definition may say about them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from bihuan.core.flow.definition import ActionOffer, Ending, Label, Need, Resume, Right
from bihuan.core.flow.reader import Reader
from bihuan.core.flow.words import ACTION_LABELS
from bihuan.core.forms import MEDIA

NEEDS: tuple[Need, ...] = get_args(Need)
ENDINGS: tuple[Ending, ...] = get_args(Ending)
PHASES = ("depart", "arrive", "begin")
EVIDENCE_NAMES: Mapping[str, Mapping[str, str]] = {"any": {"zh": "文件", "en": "file"}, **dict(MEDIA.items())}
"""The kinds of files that an action may ask for, with their names for people."""
EVIDENCE_KINDS = tuple(EVIDENCE_NAMES)
KNOWN: Mapping[str, tuple[str, ...]] = {
    "start": ("assign", "submit"),
    "handle": ("assign", "claim", "accept", "refuse", *PHASES, "finish", "return"),
    "approve": ("assign", "agree", "refuse", "return"),
}
# What the owner may do with his task besides.
OPERATIONS: Mapping[str, tuple[str, ...]] = {
    "start": (),
    "handle": ("transfer", "consult"),
    "approve": ("transfer", "consult", "sign_before", "sign_after", "sign_parallel"),
}
# What a step may say of going back: the one, the other, or whoever sends it back chooses.
RESUMES: Mapping[str, tuple[Resume, ...]] = {
    "walk": ("walk",),
    "straight": ("straight",),
    "choose": ("walk", "straight"),
}
SIGNINGS = frozenset({"consult", "sign_before", "sign_after", "sign_parallel"})


def standard_offer(kind: str, key: str) -> ActionOffer:
    """An action as it is when the definition says nothing about it."""
    label = ACTION_LABELS.get(f"{kind}.{key}") or ACTION_LABELS[key]
    offer = ActionOffer(key, label)
    if key in ("submit", "finish"):
        return replace(offer, ending="finish")
    if key == "return":
        return replace(offer, ending="return", comment="required")
    # Taking a decision away from somebody is explained (`task.reason_required`).
    if f"{kind}.{key}" == "approve.assign":
        return replace(offer, needs_person=True, comment="required")
    if key == "refuse":
        return replace(offer, comment="required")
    if key in SIGNINGS:
        return replace(offer, needs_person=True, needs_many=True)
    return replace(offer, needs_person=True) if key in ("assign", "transfer") else offer


def read_offers(
    reader: Reader, kind: str, fields: Mapping[str, Right], returns: tuple[str, ...]
) -> Mapping[str, ActionOffer]:
    """Every action of one step: the standard ones with the definition's wishes, then its own named endings."""
    offers = {key: standard_offer(kind, key) for key in KNOWN[kind] if key != "return" or returns}
    written: set[str] = set()
    for action in reader.children("actions"):
        key = action.key("key")
        if key in written:
            action.fault("key", "flow.duplicate_action", action=key)
        written.add(key)
        offers[key] = _read_offer(action, offers.get(key), kind)
    resume = RESUMES[reader.choice("resume", tuple(RESUMES), "walk")]
    offers = {key: replace(offer, resume=resume if offer.ending == "return" else ()) for key, offer in offers.items()}
    formed = {key: _with_form(offer, kind, fields, returns) for key, offer in offers.items()}
    return {**formed, **_operations(reader, kind, formed)}


def _operations(reader: Reader, kind: str, offers: Mapping[str, ActionOffer]) -> Mapping[str, ActionOffer]:
    """转交, 征询, 加签. Who agrees and asks others to decide after him gives all that agreeing asks for.

    Decisions know all of them, unless they are the submitter's own; work knows those that its step names.
    """
    known = OPERATIONS[kind]
    usual = known if kind == "approve" and reader.raw("approvers") != {"submitter": True} else ()
    wanted = usual if reader.raw("operations") is None else reader.names("operations")
    if any(key not in known for key in wanted):
        reader.fault("operations", "flow.bad_choice", options=list(known))
    found = {key: standard_offer(kind, key) for key in known if key in wanted}
    if "sign_after" in found:
        agree, own = offers["agree"], found["sign_after"]
        found["sign_after"] = replace(agree, key=own.key, label=own.label, needs_person=True, needs_many=True)
    if SIGNINGS & set(found):
        found["recall"] = standard_offer(kind, "recall")
    return found


def _read_offer(reader: Reader, standard: ActionOffer | None, kind: str) -> ActionOffer:
    key = reader.key("key")
    own = standard is None
    if own and kind != "handle":
        reader.fault("key", "flow.action_unknown", action=key)
    base = standard or ActionOffer(key, {"zh": key, "en": key}, ending="finish")
    label: Label = reader.label(key) if reader.raw("label") is not None else base.label
    ending, target = _read_ending(reader, base) if own else (base.ending, ())
    offer = replace(
        base,
        label=label,
        comment=reader.choice("comment", NEEDS, base.comment),
        signature=reader.choice("signature", NEEDS, base.signature),
        evidence=_read_evidence(reader),
        ending=ending,
        targets=target,
        bare=own and bool(reader.flag("bare")),
    )
    reader.done()
    return offer


def _read_ending(reader: Reader, base: ActionOffer) -> tuple[Ending | None, tuple[str, ...]]:
    """What a named action of a handle step does: finish (with its own outcome), go back to one step, or terminate."""
    target = reader.raw("return_to")
    if target is not None:
        return "return", (reader.key("return_to"),)
    return ("terminate" if reader.flag("terminate") else base.ending), ()


def _read_evidence(reader: Reader) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for kind, least in reader.table("evidence"):
        if kind not in EVIDENCE_KINDS or not isinstance(least, int) or isinstance(least, bool) or not 1 <= least <= 50:
            reader.fault(f"evidence.{kind}", "flow.bad_evidence", kinds=list(EVIDENCE_KINDS))
            continue
        counts[kind] = least
    return counts


def _with_form(offer: ActionOffer, kind: str, fields: Mapping[str, Right], returns: tuple[str, ...]) -> ActionOffer:
    """Endings carry the step's form; going back or saying no never demands a field: it only may be
    filled. A bare ending asks for none."""
    if offer.key == "return":
        offer = replace(offer, targets=returns)
    deciding = kind == "approve" and offer.key in ("agree", "refuse")
    if offer.ending is None and not deciding:
        return offer
    if offer.bare:
        return replace(offer, form={"*": "read"})
    demands = offer.ending == "finish" or offer.key == "agree"
    form = fields if demands else {key: "edit" if right == "required" else right for key, right in fields.items()}
    return replace(offer, form=form)
