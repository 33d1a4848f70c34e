"""Looks for words where they might still stand: every row, every page of the file, the search index, every content."""

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bihuan.db.engines import connect_sqlite
from bihuan.kernel.blobs import Blobs
from tests.modules.company import SLUG, Company

_PAGE, _RESERVE, _SALT, _IV = 4096, 48, 16, 16
_WAL_HEADER, _FRAME_HEADER = 32, 24


def in_rows(company: Company, *words: str) -> list[str]:
    """Tables in which one of the words stands in any column of any row, whatever the database."""

    def look(tx) -> list[str]:
        names = sa.inspect(tx.connection).get_table_names()
        return sorted({name for name in names for row in _rows(tx, name) if any(word in row for word in words)})

    return list(company.read(look))


def _rows(tx, name: str) -> Iterator[str]:
    for row in tx.connection.exec_driver_sql(f'SELECT * FROM "{name}"').fetchall():
        yield " ".join(_text(cell) for cell in row)


def _text(cell: object) -> str:
    return bytes(cell).decode(errors="replace") if isinstance(cell, bytes | memoryview) else str(cell)


def in_file(company: Company, *words: str) -> list[str]:
    """Pages of the closed database file in which a word stands: used ones, free ones, and what the log still holds."""
    folder, key = company.settings.data / "tenants" / SLUG, company.tenant.keys.database
    company.close()
    sought = [word.encode() for word in words]
    return [place for place, page in _pages(folder, key) if any(word in page for word in sought)]


def _pages(folder: Path, key: bytes) -> Iterator[tuple[str, bytes]]:
    stored = (folder / "tenant.db").read_bytes()
    assert len(stored) % _PAGE == 0 and len(stored) > 10 * _PAGE
    for at in range(0, len(stored), _PAGE):
        yield f"page {at // _PAGE}", _opened(stored[at : at + _PAGE], key, first=at == 0)
    log = folder / "tenant.db-wal"
    frames = log.read_bytes() if log.exists() else b""
    for at in range(_WAL_HEADER, len(frames), _FRAME_HEADER + _PAGE):
        head, page = frames[at : at + _FRAME_HEADER], frames[at + _FRAME_HEADER :][:_PAGE]
        yield f"frame {at}", _opened(page, key, first=int.from_bytes(head[:4], "big") == 1)


def _opened(page: bytes, key: bytes, *, first: bool) -> bytes:
    """A page of SQLCipher 4: (salt,) text under AES-256-CBC, and in the reserve its vector and its HMAC."""
    body, reserve = page[_SALT if first else 0 : -_RESERVE], page[-_RESERVE:]
    plain = Cipher(algorithms.AES(key), modes.CBC(reserve[:_IV])).decryptor()
    return plain.update(body) + plain.finalize()


def search_terms(company: Company) -> set[str]:
    """Every word that the index of SQLite knows, those of rows that are gone among them."""
    path = company.settings.data / "tenants" / SLUG / "tenant.db"
    connection = connect_sqlite(path, company.tenant.keys.database)
    try:
        connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, ticket_search, row)")
        return {row[0] for row in connection.execute("SELECT term FROM temp.terms")}
    finally:
        connection.close()


def in_contents(company: Company, *words: str) -> list[str]:
    """Contents and thumbnails on the disk, opened, in which a word stands."""
    blobs = Blobs(company.tenant.files, company.tenant.keys.files)
    kept = list(blobs.older_than(-1e12, 0))
    return [address for address in kept if any(word.encode() in blobs.get_bytes(address) for word in words)]


def contents(company: Company) -> int:
    """How many contents and thumbnails lie on the disk."""
    return len(list(Blobs(company.tenant.files, company.tenant.keys.files).older_than(-1e12, 0)))
