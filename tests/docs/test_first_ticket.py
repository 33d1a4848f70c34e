"""docs/first-ticket.md, followed to the letter by somebody with bash and curl, takes under three minutes."""

import time
from pathlib import Path

import pytest

from tests.docs.pages import run_shell, shell_lines

THREE_MINUTES = 180.0
WAY = ["TicketCreated", "VisitOffered", "VisitAccepted", "VisitDeparted", "VisitArrived", "WorkBegan", "TaskFinished"]


@pytest.mark.req("INT-7.api", "API-1", "FLW-2", "AUD-2.api")
@pytest.mark.full
def test_the_lines_of_the_page_bring_a_ticket_from_report_to_archive(demo: tuple[str, float], tmp_path: Path):
    address, start_seconds = demo
    begun = time.monotonic()
    printed = run_shell(shell_lines("first-ticket.md"), address, tmp_path).splitlines()
    assert start_seconds + time.monotonic() - begun < THREE_MINUTES
    (stage,) = [line for line in printed if line.endswith(" archived")]
    assert stage.partition(" ")[0] in printed, "the number it was reported under"
    told = iter(printed)
    assert all(entry in told for entry in WAY), printed
    assert any('"code":"form.rejected"' in line and "Phone" in line for line in printed)
    assert printed[-1] == "RunEnded"
