"""`bihuan doctor --bundle`: one file for whoever helps, with nothing secret and nothing personal in it (TEN-3)."""

import json
import platform
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import fields
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher  # type: ignore[import-untyped]

from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.entry.doctor import Finding
from bihuan.entry.logs import last_lines, redacted
from bihuan.entry.migrations import head_revision
from bihuan.settings import Settings

# Of these it is told only whether they are set: they are secrets, or hold some.
_SECRET = frozenset({"database_url", "metrics_token", "traces", "key_file", "tls_key", "acme_email", "config"})


def write_bundle(settings: Settings, path: Path, findings: Iterable[Finding], health: Any) -> None:
    """Write the .zip. Refuses `doctor.bundle_exists` rather than writing over a file."""
    parts = {
        "versions.json": _as_json(_versions()),
        "settings.json": _as_json(_settings(settings)),
        "doctor.txt": "\n".join(finding.text() for finding in findings),
        "health.json": _as_json(health),
        "log.jsonl": "\n".join(last_lines(settings.log_folder)),
    }
    try:
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as out:
            for name, text in parts.items():
                out.writestr(name, redacted(text) or "")
    except FileExistsError as error:
        raise Refusal("doctor.bundle_exists", Kind.CONFLICT, path=str(path)) from error


def _versions() -> JsonObject:
    installed = {one.metadata["Name"]: one.version for one in distributions()}
    machine = {"system": platform.platform(), "python": sys.version, "sqlite": sqlcipher.sqlite_version}
    return {**machine, "bihuan": installed.get("bihuan"), "newest_revision": head_revision(), "packages": installed}


def _settings(settings: Settings) -> JsonObject:
    shown: JsonObject = {}
    for item in fields(Settings):
        value = getattr(settings, item.name)
        unset = value in ("", 0, Path())
        shown[item.name] = ("–" if unset else "***") if item.name in _SECRET else str(value)
    return shown


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str)
