"""The floor answers with a ticket as it is told today: it fell behind once, and the bench broke in its client."""

import pytest

from bench import floor
from bench.client import Job, run_job
from bihuan.modules.tickets.api.shapes import TicketOut


def test_the_fixed_ticket_has_the_fields_of_a_ticket() -> None:
    told = TicketOut(**floor.TICKET).model_dump(exclude_unset=True)
    assert told.keys() == floor.TICKET.keys()


@pytest.mark.full
def test_a_fault_of_the_server_is_told_as_its_status() -> None:
    with floor.serving("fastapi") as server, pytest.raises(RuntimeError, match="422"):
        run_job(Job(server.port, "token", [["POST", "/api/v1/tickets", "{}"]], clients=2, total=4))
