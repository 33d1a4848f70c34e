"""The PostgreSQL of the tests is what the product demands of a real one."""

import psycopg

from tests.postgres import PostgresServer


def test_each_test_gets_an_empty_database_with_chinese_letters(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        trigrams = (
            connection.execute("CREATE EXTENSION pg_trgm").connection.execute("SELECT show_trgm('空调')").fetchone()
        )
    assert tables == (0,)
    assert trigrams is not None
    assert trigrams[0]


def test_the_server_keeps_what_it_has_acknowledged(postgres_server: PostgresServer) -> None:
    with postgres_server.connect() as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
