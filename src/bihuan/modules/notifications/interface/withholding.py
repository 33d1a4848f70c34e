"""Notices as they may be shown now: a right that ended since they were made ends for their words, too."""

from dataclasses import field

from bihuan.core.access import Subject
from bihuan.core.late import dataclass
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.identity import interface as identity
from bihuan.modules.notifications.interface.reading import Reader, Reading
from bihuan.modules.tickets import interface as tickets


@dataclass(frozen=True, slots=True)
class Shelf:
    """One reader before many notices; keeps what it looked up."""

    tx: Tx
    reader: Reader
    _readings: dict[str, Reading] = field(default_factory=dict)

    def may_show(self, notice: Row) -> bool:
        """Whether the reader may read, now, the ticket and every field that the notice's words hold."""
        if notice["ticket"] is None or notice["bare"]:
            return True
        reading = self._reading(notice["ticket"])
        return reading.may_read() and all(map(reading.may_know, notice["shows"]))

    def _reading(self, ticket: str) -> Reading:
        if ticket not in self._readings:
            row = tickets.ticket_row(self.tx, ticket)
            self._readings[ticket] = Reading(self.tx, self.reader, row)
        return self._readings[ticket]


def listeners(tx: Tx, tenant: TenantInfo, channel: Row) -> Reader:
    """A group reads with the rights of the role that its channel names; without one, only headlines."""
    nobody = Subject(confidential_types=identity.subject_of_role(tx, "").confidential_types)
    subject = identity.subject_of_role(tx, channel["role"]) if channel["role"] else nobody
    return Reader(subject, tenant.language, tenant)
