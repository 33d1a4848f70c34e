"""The people of the tests, one for each way of standing to a ticket. Their ids are their names: readable failures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bihuan.modules.identity import messages as m


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the tenant. `department` and `team` are 苏州 or 无锡, `customer` the company of an outsider."""

    id: str
    name: str
    role: str
    department: str | None = None
    team: str | None = None
    customer: str | None = None
    phone: str | None = None


SUZHOU, WUXI = "苏州", "无锡"
CAST = (
    Person("admin", "管理员", "admin"),
    Person("desk", "客服小周", "front_desk", SUZHOU),
    Person("dispatcher", "调度老陈", "dispatcher", SUZHOU),
    Person("engineer", "张工", "engineer", SUZHOU, SUZHOU, phone="13812345678"),
    Person("engineer2", "李工", "engineer", WUXI, WUXI),
    Person("lead", "苏州主管", "lead", SUZHOU),
    Person("lead2", "无锡主管", "lead", WUXI),
    Person("approver", "审批人", "approver", SUZHOU),
    Person("auditor", "审计", "auditor"),
    Person("requester", "恒力的王工", "requester", customer="恒力液压"),
    Person("requester2", "沪光的赵工", "requester", customer="沪光电机"),
)
BY_ID = {person.id: person for person in CAST}

Send = Callable[[Any], str]
"""Sends a command as the platform and answers with the id of what was made."""


@dataclass(frozen=True)
class Organisation:
    """Ids by name of what people belong to."""

    departments: dict[str, str]
    teams: dict[str, str]
    area: str
    skill: str


def found_organisation(send: Send) -> Organisation:
    """The ready roles, 苏州 and 无锡 below the head office, a team each, an area and a skill."""
    send(m.InstallReadyRoles())
    head = send(m.SaveOrgUnit("department", "总部"))
    departments = {name: send(m.SaveOrgUnit("department", name, parent=head)) for name in (SUZHOU, WUXI)}
    teams = {name: send(m.SaveOrgUnit("team", f"{name}电机班")) for name in (SUZHOU, WUXI)}
    area = send(m.SaveOrgUnit("area", "苏州工业园区"))
    return Organisation(departments, teams, area, send(m.SaveOrgUnit("skill", "电机维修")))


def employ(person: Person, organisation: Organisation, customers: dict[str, str]) -> m.CreateUser:
    """The command that adds one of the cast; `customers` are ids by company name."""
    return m.CreateUser(
        person.name,
        login=person.id,
        phone=person.phone,
        departments=(organisation.departments[person.department],) if person.department else (),
        teams=(organisation.teams[person.team],) if person.team else (),
        roles=(person.role,),
        customer=customers[person.customer] if person.customer else None,
        user=person.id,
    )
