"""The PostgreSQL of the tests is what the product demands of a real one."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.postgres import PostgresServer

ROOT = Path(__file__).parents[2]


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


def run_without_postgres(**environment: str) -> "subprocess.CompletedProcess[str]":
    plugins = ["-p", "no:schemathesis", "-p", "no:xdist", "-p", "tests.house.no_postgres"]
    one_test = (
        f"{Path(__file__).relative_to(ROOT)}::{test_each_test_gets_an_empty_database_with_chinese_letters.__name__}"
    )
    variables = {**{name: value for name, value in os.environ.items() if name != "CI"}, **environment}
    command = [sys.executable, "-m", "pytest", "-q", *plugins, one_test]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


@pytest.mark.full
def test_a_machine_without_postgres_is_told_loudly_what_did_not_run() -> None:
    done = run_without_postgres()
    assert done.returncode == 0, done.stdout
    assert "PostgreSQL tests SKIPPED" in done.stdout
    assert "PostgreSQL 测试未运行" in done.stdout


@pytest.mark.full
def test_in_ci_postgres_must_not_be_missing() -> None:
    done = run_without_postgres(CI="true")
    assert done.returncode == 1, done.stdout
    assert "PostgreSQL must not be skipped in CI" in done.stdout
