"""Saying what the company is called, and its logo."""

from bihuan.core.access import check_access
from bihuan.core.values import Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.company import messages as m
from bihuan.modules.company import queries

# Characters each may have: what fits on a phone's first line, and on two lines of a paper's head.
LONGEST = {"name": 30, "full_name": 100, "phone": 60, "address": 200}
MOST_CONTENT = 400_000


def may_manage(_command: object, context: Context) -> None:
    """Whoever runs the company as a whole."""
    check_access(context.caller.subject, "manage", "tenant", {})


def save(command: m.SaveProfile, context: Context) -> Outcome:
    """Refuses `company.profile_invalid`, naming every fault; the same again is no change."""
    given = {name: " ".join(getattr(command, name).split()) for name in LONGEST}
    problems = [
        Problem(name, "company.too_long", {"most": most}) for name, most in LONGEST.items() if len(given[name]) > most
    ]
    if problems:
        raise Refusal("company.profile_invalid", problems=problems)
    known = queries.profile(context.tx)
    same = all((known or {}).get(name, "") == value for name, value in given.items())
    return Outcome(m.STREAM, () if same else ((m.STREAM, m.ProfileSaved(**given)),))


def set_logo(command: m.SetLogo, context: Context) -> Outcome:
    """Refuses `company.logo_large`; the same picture again is no change."""
    if len(command.content) > MOST_CONTENT:
        raise Refusal("company.logo_large", path="logo", megabytes=2)
    known = queries.profile(context.tx)
    same = known is not None and known["logo"] == command.digest
    event = m.LogoSet(command.content, command.digest, command.width, command.height)
    return Outcome(m.STREAM, () if same else ((m.STREAM, event),))


def remove_logo(_command: m.RemoveLogo, context: Context) -> Outcome:
    """Where there is none, nothing happens."""
    known = queries.profile(context.tx)
    there = known is not None and known["logo"] is not None
    return Outcome(m.STREAM, ((m.STREAM, m.LogoRemoved()),) if there else ())
