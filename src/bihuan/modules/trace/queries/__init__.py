"""What the trace box asks of the company, and the drill over tickets drawn by lot."""

from bihuan.modules.trace.queries.box import Box, read_tokens, remembered, trace
from bihuan.modules.trace.queries.drill import MOST_DRAWN, STATIONS, drill, fractions_of

__all__ = ["MOST_DRAWN", "STATIONS", "Box", "drill", "fractions_of", "read_tokens", "remembered", "trace"]
