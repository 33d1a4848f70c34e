"""A maker of motors and pumps in 苏州: who works there, what they may do, and some of its tickets."""

from bihuan.core.access import FieldAccess, FieldSet, Grant, Subject

FINANCE = frozenset({"finance"})
PHONE_MASKED = FieldSet({"phone": FieldAccess.MASKED, "cost": FieldAccess.HIDDEN})
PHONE_SHOWN = FieldSet({"cost": FieldAccess.HIDDEN})

ZHANG = Subject(  # engineer
    person="zhang",
    departments=frozenset({"service"}),
    teams=frozenset({"suzhou"}),
    areas=frozenset({"suzhou", "kunshan"}),
    confidential_types=FINANCE,
    grants=(
        Grant("read", "ticket", "assigned", PHONE_SHOWN),
        Grant("read", "ticket", "own_team", PHONE_MASKED),
        Grant("act", "ticket", "assigned"),
        Grant("read", "device", "own_area"),
    ),
)
CHEN = Subject(  # head of service
    person="chen",
    departments=frozenset({"service"}),
    departments_below=frozenset({"service-wuxi"}),
    confidential_types=FINANCE,
    grants=(
        Grant("read", "ticket", "own_department_and_below"),
        Grant("update", "ticket", "own_department_and_below", FieldSet({"cost": FieldAccess.READ}, FieldAccess.EDIT)),
        Grant("read", "ticket", "all", types=FINANCE),
    ),
)
OUTSIDER = Subject(kind="anonymous", confidential_types=FINANCE)

OF_ZHANG = {"assignee": "zhang", "team": "suzhou", "department": "service", "type": "repair", "created_by": "wang"}
OF_LI = {**OF_ZHANG, "assignee": "li", "participant": ("li", "zhao")}
IN_WUXI = {**OF_LI, "team": "wuxi", "department": "service-wuxi"}
FINANCE_TICKET = {**OF_ZHANG, "type": "finance"}
