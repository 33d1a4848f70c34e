"""One file per backup: the tenant's rows and files, sealed with its own key, and that key wrapped for recovery.

Rows are written table by table as JSON lines from one snapshot, so a backup made on SQLite restores on PostgreSQL
and the other way round: moving a tenant is backing up and restoring it.
"""

import base64
import io
import json
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import sqlalchemy as sa

from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.db.types import dump_json, metadata
from bihuan.kernel import keys as key_tools
from bihuan.kernel.control import TenantRow
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.keys import TenantKeys
from bihuan.kernel.replay import refreshers_of
from bihuan.kernel.sealed import read_sealed, write_sealed
from bihuan.kernel.tables import payload as payload_table
from bihuan.kernel.tenants import Tenant, Tenants
from bihuan.kernel.tx import Tx

FORMAT = 1
_ROWS_AT_ONCE = 2_000
_STREAMS_AT_ONCE = 100
_CONTEXT = b"bihuan-backup-rows"


def back_up(tenants: Tenants, slug: str, target: Path) -> JsonObject:
    """Write a backup of `slug` to `target` while the tenant goes on working; returns its manifest."""
    tenant = tenants.get(slug)
    row = tenants.control.tenant(slug)
    manifest = _manifest(tenants, row)
    partial = target.with_suffix(target.suffix + ".part")
    with tempfile.TemporaryFile(dir=target.parent) as rows:
        tenant.read(lambda tx: write_sealed(rows, _row_key(tenant.keys), _dump(tx), _CONTEXT))
        size = rows.tell()
        rows.seek(0)
        with tarfile.open(partial, "w") as archive:
            _add(archive, "manifest.json", io.BytesIO(dump_json(manifest).encode()), None)
            _add(archive, "rows.sealed", rows, size)
            for file in _stored_files(tenant):
                archive.add(file, arcname=f"files/{file.relative_to(tenant.files).as_posix()}", recursive=False)
    partial.replace(target)
    return manifest


def restore(tenants: Tenants, source: Path, *, phrase: str | None = None, slug: str | None = None) -> TenantRow:
    """Make the tenant of a backup again, here and under `slug` if given.

    The recovery phrase opens it on any machine; without one this install's own master key must.
    Refuses `tenant.exists`, `key.wrong`, `backup.unreadable`. Nothing remains of a restore that fails.
    """
    try:
        with _opened(source) as archive:
            manifest = json.loads(_member(archive, "manifest.json").read())
            if manifest.get("format") != FORMAT:
                raise Refusal("backup.unreadable", Kind.INVALID, format=str(manifest.get("format")))
            root = _root_key(tenants, manifest, phrase)
            given = {**manifest["tenant"], "slug": slug or manifest["tenant"]["slug"]}
            row = TenantRow(**given, wrapped_key=b"", recovery_key=b"")
            tenants.adopt(row, root)
            _fill(tenants, row.slug, archive)
    except (tarfile.TarError, ValueError) as error:
        raise Refusal("backup.unreadable", Kind.INVALID, path=str(source)) from error
    return tenants.control.tenant(row.slug)


def _fill(tenants: Tenants, slug: str, archive: tarfile.TarFile) -> None:
    try:
        tenant = tenants.get(slug)
        _restore_rows(tenant, _member(archive, "rows.sealed"))
        _restore_files(tenant, archive)
        _rebuild_derived(tenants, tenant)
    except BaseException:
        tenants.erase(slug)
        raise


def _manifest(tenants: Tenants, row: TenantRow) -> JsonObject:
    named = ("slug", "id", "name", "state", "zone", "language", "created_at")
    return {
        "format": FORMAT,
        "at": tenants.clock.now(),
        "tenant": {name: getattr(row, name) for name in named},
        "wrapped_key": base64.b64encode(row.wrapped_key).decode(),
        "wrapped_for": row.slug,
        "recovery_key": base64.b64encode(row.recovery_key).decode(),
    }


def _root_key(tenants: Tenants, manifest: JsonObject, phrase: str | None) -> bytes:
    if phrase is not None:
        return key_tools.unwrap_with_phrase(phrase, base64.b64decode(manifest["recovery_key"]))
    return tenants.open_wrapped(base64.b64decode(manifest["wrapped_key"]), manifest["wrapped_for"])


def _row_key(keys: TenantKeys) -> bytes:
    return key_tools.derive(keys.root, "backup-rows")


def _tables(tx: Tx) -> list[sa.Table]:
    """The tables that this tenant has: a plug-in's are there only where it was in use."""
    there = set(sa.inspect(tx.connection).get_table_names())
    return [table for table in metadata.sorted_tables if table.name in there]


def _dump(tx: Tx) -> Iterator[bytes]:
    for table in _tables(tx):
        yield dump_json({"table": table.name}).encode() + b"\n"
        result = tx.connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(sa.select(table))
        for row in result.mappings():
            yield dump_json(_portable(tx, table, dict(row))).encode() + b"\n"


def _portable(tx: Tx, table: sa.Table, row: dict[str, Any]) -> JsonObject:
    if table is payload_table and tx.kind != "sqlite":
        ref = f"{row['stream']}#{row['no']}"
        row["data"] = key_tools.unseal(tx.keys.payload, bytes(row["data"]), ref.encode())
    return {
        name: {"b64": base64.b64encode(value).decode()} if isinstance(value, bytes | memoryview) else value
        for name, value in row.items()
    }


def _local(tx: Tx, table: sa.Table, row: JsonObject) -> dict[str, Any]:
    binary = {column.name for column in table.columns if isinstance(column.type, sa.LargeBinary)}
    values = {
        name: base64.b64decode(value["b64"]) if name in binary and value is not None else value
        for name, value in row.items()
    }
    if table is payload_table and tx.kind != "sqlite":
        ref = f"{row['stream']}#{row['no']}"
        values["data"] = key_tools.seal(tx.keys.payload, values["data"], ref.encode())
    return values


def _restore_rows(tenant: Tenant, source: BinaryIO) -> None:
    lines = _lines(read_sealed(source, _row_key(tenant.keys), _CONTEXT))

    def insert_all(tx: Tx) -> None:
        table: sa.Table | None = None
        batch: list[dict[str, Any]] = []
        for line in lines:
            row = json.loads(line)
            if set(row) == {"table"}:
                _insert(tx, table, batch)
                table, batch = metadata.tables[row["table"]], []
            elif table is not None:
                batch.append(_local(tx, table, row))
                if len(batch) >= _ROWS_AT_ONCE:
                    _insert(tx, table, batch)
                    batch = []
        _insert(tx, table, batch)
        _continue_sequences(tx)

    tenant.writer.call(insert_all)


def _insert(tx: Tx, table: sa.Table | None, batch: list[dict[str, Any]]) -> None:
    if table is not None and batch:
        tx.insert(table, *batch)


def _continue_sequences(tx: Tx) -> None:
    """The rows brought their numbers along; PostgreSQL's counters must go on behind them."""
    if tx.kind != "postgresql":
        return
    for table in _tables(tx):
        for column in table.primary_key if len(table.primary_key) == 1 else ():
            counter = tx.run("SELECT pg_get_serial_sequence(%s, %s)", (table.name, column.name)).fetchone()[0]
            if counter is not None:
                highest = sa.select(sa.func.setval(counter, sa.func.coalesce(sa.func.max(column), 0) + 1, False))
                tx.rows(highest)


def _rebuild_derived(tenants: Tenants, tenant: Tenant) -> None:
    """Search indexes and the like are no rows of a backup: they are made anew, in pieces that let others in."""
    hooks = tenants.hooks
    log = EventLog(hooks)
    for kind in hooks.deriveds:
        refreshers = refreshers_of(hooks, kind)
        if not refreshers:
            continue
        streams = tenant.read(partial(_streams, log=log, kind=kind))
        for start in range(0, len(streams), _STREAMS_AT_ONCE):
            some = streams[start : start + _STREAMS_AT_ONCE]
            tenant.writer.call(partial(_refresh, refreshers=refreshers, streams=some))


def _streams(tx: Tx, log: EventLog, kind: str) -> list[str]:
    return list(log.all_streams(tx, kind))


def _refresh(tx: Tx, refreshers: Iterable[Callable[[Tx, str], None]], streams: Iterable[str]) -> None:
    for stream in streams:
        for refresh in refreshers:
            refresh(tx, stream.partition(":")[2])


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    if rest:
        yield rest


def _stored_files(tenant: Tenant) -> Iterator[Path]:
    return (path for path in sorted(tenant.files.rglob("*")) if path.is_file())


def _restore_files(tenant: Tenant, archive: tarfile.TarFile) -> None:
    for member in archive.getmembers():
        relative = Path(member.name).relative_to("files") if member.name.startswith("files/") else None
        if relative is None or not member.isfile() or ".." in relative.parts:
            continue
        target = tenant.files / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        source = archive.extractfile(member)
        if source is not None:
            with open(target, "wb") as out:
                while chunk := source.read(1 << 20):
                    out.write(chunk)


def _add(archive: tarfile.TarFile, name: str, data: Any, size: int | None) -> None:
    info = tarfile.TarInfo(name)
    info.size = size if size is not None else len(data.getbuffer())
    archive.addfile(info, data)


def _opened(source: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(source, "r:")
    except (OSError, tarfile.TarError) as error:
        raise Refusal("backup.unreadable", Kind.INVALID, path=str(source)) from error


def _member(archive: tarfile.TarFile, name: str) -> Any:
    try:
        found = archive.extractfile(name)
    except KeyError as error:
        raise Refusal("backup.unreadable", Kind.INVALID, missing=name) from error
    if found is None:
        raise Refusal("backup.unreadable", Kind.INVALID, missing=name)
    return found
