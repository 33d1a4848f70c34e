"""Structured logs on stderr: JSON objects, or readable lines where a person watches; the newest also in a file.

Nothing personal stands in them: the code logs ids, codes and counts, database faults come without their parameters, and
what others put into their words (numbers, addresses, the values of a clash) is taken out here.
"""

import json
import logging
import re
import sys
from collections.abc import MutableMapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog

from bihuan.core.values import Refusal

FORMATS = ("auto", "json", "text")
LOG_FILE = "bihuan.log"
_FILE_BYTES, _FILES_KEPT = 1 << 20, 1
_REDACTED = "[…]"
# Chinese and international phone numbers, mail addresses, bearers, and what PostgreSQL quotes of a row.
_PERSONAL = re.compile(
    r"(?<![\w-])(?:\+\d{6,14}|1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?![\w-])"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?i:bearer)\s+\S+"
    r"|(?:DETAIL|CONTEXT):[^\n]*"
)
_kept = logging.Logger("bihuan.kept")


def configure_logging(level: str = "info", form: str = "auto", folder: Path | None = None) -> None:
    """Set up logging of this process; `folder`: where the newest lines are kept for `bihuan doctor --bundle`.

    Tracebacks never show local variables: those hold keys and personal data. Refuses `settings.log_format`.
    """
    if form not in FORMATS:
        raise Refusal("settings.log_format", given=form)
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    readable = form == "text" or (form == "auto" and sys.stderr.isatty())
    _keep_in(folder)
    steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
        _keep,
    ]
    last = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback) if readable else _as_json
    structlog.configure(
        processors=[*steps, last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(
        level=max(number, logging.WARNING), stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )
    for handler in logging.getLogger().handlers:
        if not any(isinstance(known, _Redacting) for known in handler.filters):
            handler.addFilter(_Redacting())


def redact(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take numbers, addresses and tokens out of every text of an entry."""
    for name, value in entry.items():
        entry[name] = _clean(value)
    return entry


def redacted(text: str | None) -> str | None:
    """The same for one text."""
    return None if text is None else _PERSONAL.sub(_REDACTED, text)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _PERSONAL.sub(_REDACTED, value)
    if isinstance(value, dict):
        return {key: _clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    return value


class _Redacting(logging.Filter):
    """The same for libraries that log by themselves."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _clean(record.getMessage()), None
        return True


def _as_json(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, default=str)


def _keep_in(folder: Path | None) -> None:
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / LOG_FILE, maxBytes=_FILE_BYTES, backupCount=_FILES_KEPT, encoding="utf-8", delay=True
        )
    except OSError:
        # A disk that takes no log must not keep the server from saying so.
        return
    for before in list(_kept.handlers):
        _kept.removeHandler(before)
        before.close()
    _kept.addHandler(handler)


def _keep(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if _kept.handlers:
        _kept.info(json.dumps(dict(entry), ensure_ascii=False, default=str))
    return entry


def last_lines(folder: Path, most: int = 2_000) -> list[str]:
    """The newest lines that were kept, oldest first."""
    found: list[str] = []
    for name in (f"{LOG_FILE}.1", LOG_FILE):
        path = folder / name
        if path.exists():
            found += path.read_text(encoding="utf-8", errors="replace").splitlines()
    return found[-most:]
