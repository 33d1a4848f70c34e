"""The day of these stories; certificates are judged by it and not by the machine's clock."""

from datetime import UTC, datetime

TODAY = datetime(2026, 11, 22, 8, tzinfo=UTC)
