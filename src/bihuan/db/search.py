"""Full-text search with one tokenizer for both databases: FTS5 on SQLite, a GIN index on PostgreSQL.

Chinese has no spaces: every two neighbouring characters are a token, so a two-character word is found in the middle
of any sentence. Words of letters and digits are tokens as they are, once more joined over their hyphens (XX-8892).
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping

import sqlalchemy as sa

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[0-9a-z]+(?:[-_/.][0-9a-z]+)*")
_PART = re.compile(r"[0-9a-z]+")
MAX_TOKENS = 4_000
MAX_QUERY_TOKENS = 32
_POSITION = "pos"
# Whose words a token is of: of the record itself; of what everybody who reads the record finds beside it; of what only
# some read; of what only those read from whom nothing is hidden. Each is a letter to every tokenizer, stands before the
# token, and is in nobody's question.
RECORD, BESIDE, INNER, STRAY = "", "\ua66d", "\ua66e", "\ua66b"
EVERYWHERE = (RECORD, BESIDE, INNER, STRAY)


def create_statements(name: str, kind: str) -> list[str]:
    """The statements that make the search index `<name>_search` of a new database."""
    table = f"{name}_search"
    if kind == "sqlite":
        options = "content='', contentless_delete=1, detail=none, tokenize=\"unicode61 remove_diacritics 0\""
        return [f"CREATE VIRTUAL TABLE {table} USING fts5(tokens, {options})"]
    return [
        f"CREATE TABLE {table} ({_POSITION} bigint PRIMARY KEY, tokens tsvector NOT NULL)",
        f"CREATE INDEX ix_{table}_tokens ON {table} USING gin (tokens)",
        know_rare_words(table),
    ]


def know_rare_words(table: str) -> str:
    """Ten times as many words are counted for PostgreSQL's planner as usual. Of a word that is not among them it
    believes that half as many rows have it as of the rarest that is: with the usual number it thought thousands to
    have a serial number that one has, and went through all of them from the newest on."""
    return f"ALTER TABLE {table} ALTER COLUMN tokens SET STATISTICS 1000"


def attach_search(table: sa.Table, name: str) -> None:
    """Have the index made along with `table` (its rows are keyed by that table's `pos` column)."""
    for kind in ("sqlite", "postgresql"):
        for statement in create_statements(name, kind):
            ddl = sa.DDL(statement).execute_if(dialect=kind)  # type: ignore[no-untyped-call]
            sa.event.listen(table, "after_create", ddl)


def tokens_of(texts: Iterable[str | None]) -> list[str]:
    """The tokens of some texts, each once, in order of appearance."""
    found: dict[str, None] = {}
    for text in texts:
        for run in _RUN.findall(_fold(text or "")):
            for token in _tokens(run):
                found.setdefault(token)
                if len(found) >= MAX_TOKENS:
                    return list(found)
    return list(found)


def index_text(texts: Mapping[str, Iterable[str | None]]) -> str:
    """What a row of an index holds: the tokens of texts by whose they are, each marked so."""
    return " ".join(mark + token for mark in EVERYWHERE for token in tokens_of(texts.get(mark, ())))


def query_tokens(text: str) -> list[str]:
    """What must all occur for `text` to be found; a single Chinese character is marked as a beginning (`漏*`)."""
    found: dict[str, None] = {}
    for run in _RUN.findall(_fold(text)):
        if run[0].isascii():
            found.update(dict.fromkeys(_PART.findall(run)))
        else:
            found.update(dict.fromkeys(_pairs(run) if len(run) > 1 else [run + "*"]))
    return list(found)[:MAX_QUERY_TOKENS]


def index_statement(name: str, kind: str) -> str:
    """Writes one row, or writes it anew; parameters: (pos, tokens joined by spaces)."""
    table = f"{name}_search"
    if kind == "sqlite":
        return f"REPLACE INTO {table}(rowid, tokens) VALUES (?, ?)"  # noqa: S608 - names are our own
    return (
        f"INSERT INTO {table}({_POSITION}, tokens) "  # noqa: S608
        "VALUES (%s, array_to_tsvector(string_to_array(%s, ' '))) "
        f"ON CONFLICT ({_POSITION}) DO UPDATE SET tokens = excluded.tokens"
    )


def indexed_by(kind: str) -> str:
    """The column of an index that holds the position of a row."""
    return "rowid" if kind == "sqlite" else _POSITION


def forget_statement(name: str) -> str:
    """One step of writing a full-text index of SQLite anew without the words of rows that are gone: they would stay in
    it for years. Parameter: pages of work, negative to begin with. Done when it changes nothing any more."""
    return f"INSERT INTO {name}_search({name}_search, rank) VALUES('merge', ?)"


def drop_strangers(
    write: Callable[[str, tuple[int, ...]], None], kind: str, name: str, after: int, until: int | None
) -> None:
    """Delete rows of an index that belong to no row of its table, between two positions (`until` None: to the end)."""
    column, mark = (indexed_by(kind), "?" if kind == "sqlite" else "%s")
    last = "" if until is None else f" AND {{0}} <= {mark}"
    within = f"{{0}} > {mark}{last}"
    bounds = (after,) if until is None else (after, until)
    known = f"SELECT pos FROM {name} WHERE {within.format('pos')}"  # noqa: S608 - names are our own
    write(
        f"DELETE FROM {name}_search WHERE {within.format(column)} AND {column} NOT IN ({known})",  # noqa: S608
        (*bounds, *bounds),
    )


def matching(
    kind: str, name: str, position: sa.ColumnElement[int], text: str, among: Collection[str] = (RECORD,)
) -> sa.ColumnElement[bool]:
    """The condition that a row's texts (those of `among`) hold everything asked for in `text`, one word here, another
    there; nothing searchable finds nothing."""
    tokens = query_tokens(text)
    if not tokens:
        return sa.false()
    found, holds = _positions(kind, name, tokens, among)
    return position.in_(sa.select(found).where(holds))


def matching_each(
    kind: str, name: str, position: sa.ColumnElement[int], text: str, among: Collection[str] = (RECORD,)
) -> sa.ColumnElement[bool]:
    """The same, asked of each row by itself: for few rows, whatever else the index holds of a common word."""
    tokens = query_tokens(text)
    if not tokens:
        return sa.false()
    found, holds = _positions(kind, name, tokens, among)
    return sa.exists(sa.select(sa.literal(1)).where(found == position, holds).correlate(position.table))


def newest_matching(
    kind: str, name: str, text: str, first: int, limit: int, among: Collection[str] = (RECORD,)
) -> sa.Select[int]:
    """The newest positions from `first` on whose texts hold everything asked for in `text`, which must be searchable.

    The index gives them in order of position, so that a common word costs no more than a rare one.
    """
    found, holds = _positions(kind, name, query_tokens(text), among)
    return sa.select(found).where(holds, found >= first).order_by(found.desc()).limit(limit)


def _positions(
    kind: str, name: str, tokens: list[str], among: Collection[str]
) -> tuple[sa.ColumnElement[int], sa.ColumnElement[bool]]:
    """The position column of an index, and the condition that a row of it has all of `tokens`."""
    table = sa.table(f"{name}_search", sa.column("tokens"), sa.column(_POSITION), sa.column("rowid"))
    if kind == "sqlite":
        query = " AND ".join(_either(token, among, _fts_term, " OR ") for token in tokens)
        return table.c.rowid, sa.literal_column(f"{name}_search").op("MATCH")(query)
    query = " & ".join(_either(token, among, _ts_term, " | ") for token in tokens)
    return table.c.pos, table.c.tokens.op("@@")(sa.cast(sa.literal(query), _TsQuery()))


def _either(token: str, among: Collection[str], term: Callable[[str], str], word: str) -> str:
    terms = word.join(term(mark + token) for mark in among)
    return f"({terms})" if len(among) > 1 else terms


def _fts_term(token: str) -> str:
    return f'"{token[:-1]}" *' if token.endswith("*") else f'"{token}"'


def _ts_term(token: str) -> str:
    return f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'"


class _TsQuery(sa.types.UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "tsquery"


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _tokens(run: str) -> list[str]:
    if run[0].isascii():
        parts = _PART.findall(run)
        return parts if len(parts) == 1 else [*parts, "".join(parts)]
    # The last character once more alone, so that a search for one character finds it there, too.
    return [*_pairs(run), run[-1]]


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]
