"""The two databases as an operator makes them on PostgreSQL: each role enters its own, and not the other."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from participation.configuration import configured
from participation.storage.opening import open_storage
from tests.participation.conftest import POSTGRES, Server

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "deploy" / "databases.sql"
WORDS = {"answers": "o'ne", "vault": 't"wo'}
"""Passwords with the signs that a script may trip over."""


@pytest.fixture
def two_roles(server: Server, tmp_path: Path) -> Server:
    """A server on which the script was run, under names that no other test uses."""
    script = SCRIPT.read_text(encoding="utf-8")
    for name in ("ROLE", "DATABASE", "OWNER", "ON DATABASE"):
        assert f"{name} answers" in script
    for word, content in WORDS.items():
        (tmp_path / word).write_text(content)
    renamed = script
    for name in WORDS:
        for before in ("ROLE ", "DATABASE ", "OWNER ", ", "):
            renamed = renamed.replace(f"{before}{name}", f"{before}{name}_apart")
    assert renamed.count("_apart") == 8
    command = [str(POSTGRES[-1] / "psql"), "-h", str(server.folder), "-U", "participation", "-d", "postgres", "-q"]
    command += ["-v", f"secrets={tmp_path}"]
    done = subprocess.run(command, input=renamed, env=os.environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return server


def test_each_of_two_roles_enters_its_own_database_alone(two_roles: Server) -> None:
    place = f"host={two_roles.folder}"

    def enters(role: str, database: str) -> bool:
        try:
            psycopg.connect(f"{place} user={role}_apart dbname={database}").close()
        except psycopg.OperationalError as error:
            return "permission denied for database" not in str(error)
        return True

    bases = ("answers_apart", "vault_apart", "postgres", "template1")
    assert {role: [base for base in bases if enters(role, base)] for role in WORDS} == {
        "answers": ["answers_apart"],
        "vault": ["vault_apart"],
    }
    addresses = [f"postgresql://{role}_apart@/{role}_apart?host={two_roles.folder}" for role in WORDS]
    given = {"OBSERVATOIRE_PARTICIPATION": " ".join(addresses), "OBSERVATOIRE_PARTICIPATION_KEY": "ab" * 32}
    configuration = configured(given)
    assert configuration
    opened = open_storage(configuration)
    opened.close()
    with psycopg.connect(f"{place} user=participation dbname=postgres") as line:
        stored = dict(
            line.execute("SELECT rolname, rolpassword FROM pg_authid WHERE rolname LIKE '%_apart'").fetchall()
        )
        assert all(word.startswith("SCRAM-SHA-256$") for word in stored.values()), "no password as it is"
        assert len(stored) == 2
