"""A small form of every kind of question; storages on SQLite and on a PostgreSQL of our own, empty for each test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from participation.configuration import Configuration
from participation.model.campaigns import Campaign
from participation.model.codes import read_code
from participation.model.organisations import Organisation
from participation.model.questionnaire import Cell, Questionnaire
from participation.storage.campaigns import advance_campaign, create_campaign
from participation.storage.opening import Storage, open_storage
from participation.storage.responses import Started, save_answer, start_response

DAY = date(2026, 11, 25)  # a Wednesday
MONDAY = date(2026, 11, 23)
POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))

OPTIONS = [
    {"id": "propre", "label": "Un site à nous"},
    {"id": "partage", "label": "Partagé"},
    {"id": "aucun", "label": "Aucun"},
]
FORM: dict[str, Any] = {
    "id": "essai", "version": 1, "title": "Essai", "purpose": "Essayer toutes les sortes de questions.",
    "sections": [
        {"id": "vous", "title": "Vous", "minutes": 1, "questions": [
            {"id": "fonction", "kind": "one", "text": "Votre fonction ?", "required": True, "options": [
                {"id": "maire", "label": "Maire"}, {"id": "dgs", "label": "DGS"},
                {"id": "autre", "label": "Autre", "open": True}]},
        ]},
        {"id": "site", "title": "Site", "minutes": 2, "questions": [
            {"id": "site", "kind": "one", "text": "Un site ?", "options": OPTIONS},
            {"id": "francais", "kind": "yes_no", "text": "Accessible ?", "required": True,
             "shown_if": {"question": "site", "is": ["propre", "partage"]}},
            {"id": "pourquoi", "kind": "text", "text": "Comment ?",
             "shown_if": {"question": "francais", "is": ["oui"]}},
            {"id": "heures", "kind": "number", "text": "Heures ?", "unit": "h",
             "minimum": 0, "maximum": 80, "decimals": 1},
            {"id": "beaucoup", "kind": "text", "text": "À quoi ?", "shown_if": {"question": "heures", "at_least": 10}},
        ]},
        {"id": "suite", "title": "Suite", "minutes": 3, "questions": [
            {"id": "lieux", "kind": "several", "text": "Lesquels ?", "options": [
                {"id": "fs", "label": "France services"}, {"id": "mediatheque", "label": "Médiathèque"},
                {"id": "rien", "label": "Aucun", "exclusive": True}, {"id": "autre", "label": "Autre", "open": True}]},
            {"id": "freins", "kind": "rank", "text": "Freins ?", "top": 3, "options": [
                {"id": "argent", "label": "Argent"}, {"id": "personnel", "label": "Personnel"},
                {"id": "locaux", "label": "Locaux"}, {"id": "trajets", "label": "Trajets"}]},
            {"id": "projets", "kind": "grid", "text": "Projets ?", "scale": "progress", "rows": [
                {"id": "wifi", "label": "Wifi", "help": "Pour tous."},
                {"id": "autre", "label": "Autre", "open": True}]},
            {"id": "confiance", "kind": "one", "text": "Confiance ?", "scale": "degree",
             "low": "aucune", "high": "totale"},
        ]},
    ],
}  # fmt: skip


@pytest.fixture(scope="session")
def form() -> Questionnaire:
    """The small form."""
    return Questionnaire.model_validate(FORM)


class Server:
    """A private PostgreSQL on a socket, in a folder of its own, run by a user who is not root."""

    def __init__(self, folder: Path) -> None:
        missing = "Les tests de la participation demandent PostgreSQL\u202f: apt-get install postgresql."
        assert POSTGRES, missing
        self._bin = POSTGRES[-1]
        self.folder = folder
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        self._run("initdb", "-D", str(data), "-A", "trust", "-U", "participation", "-E", "UTF8", "--no-sync")
        self.start()
        for name in ("answers", "vault", "answers_again", "vault_again"):
            self._run("createdb", "-h", str(folder), "-U", "participation", name)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as, str(self._bin / program), *arguments]
        with (self.folder.parent / f"{self.folder.name}.log").open("a") as log:
            done = subprocess.run(command, cwd="/", stdout=log, stderr=log, check=False)
        assert done.returncode == 0, f"{program}: {(self.folder.parent / f'{self.folder.name}.log').read_text()[-800:]}"

    def configuration(self, suffix: str = "") -> Configuration:
        addresses = [
            f"postgresql+psycopg://participation@/{name}{suffix}?host={self.folder}" for name in ("answers", "vault")
        ]
        return Configuration(addresses[0], addresses[1], None, b"k" * 32)

    def start(self) -> None:
        # No flush: nobody pulls the plug of this machine during a test, and it is half of their time.
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off -c shared_buffers=16MB -c max_connections=30"
        data, log = self.folder / "data", self.folder / "log"
        self._run("pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(log), "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """PostgreSQL, started once for all tests of a process."""
    with tempfile.TemporaryDirectory(prefix="otc-pg-") as folder:
        Path(folder).chmod(0o755)
        inner = Path(folder) / "pg"
        inner.mkdir()
        running = Server(inner)
        try:
            yield running
        finally:
            running.stop()


def emptied(storage: Storage) -> Storage:
    for database in (storage.answers, storage.vault):
        if not database.is_sqlite:
            with database.writing.begin() as connection:
                names = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
                kept = ", ".join(f'"{name}"' for name in names if name != "alembic_version")
                connection.execute(text(f"TRUNCATE {kept} CASCADE"))
    return storage


def sqlite_at(folder: Path) -> Configuration:
    return Configuration(f"sqlite:///{folder}/answers.db", f"sqlite:///{folder}/vault.db", folder, b"")


@pytest.fixture(params=["sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    """Both databases, empty: the same tests on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        opened = open_storage(sqlite_at(tmp_path / "participation"))
    else:
        opened = emptied(open_storage(request.getfixturevalue("server").configuration()))
    yield opened
    opened.close()


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Storage]:
    """Both databases on SQLite alone, for what only concerns files."""
    opened = open_storage(sqlite_at(tmp_path / "participation"))
    yield opened
    opened.close()


COGNAC = Organisation("com-16102", "Cognac", "commune", "211601026", "com-16102")


def campaign_fields(**values: Any) -> dict[str, Any]:
    return {
        "id": "barometre", "title": "Baromètre", "questionnaire": "essai", "version": 1, "mode": "organisation",
        "eligible": ["commune", "epci"], "opens": date(2026, 9, 1), "closes": date(2026, 12, 1),
        "purge_on": date(2027, 3, 1), "notice": "Qui, pourquoi, combien de temps.", **values,
    }  # fmt: skip


def opened_campaign(storage: Storage, form: Questionnaire, **values: Any) -> Campaign:
    campaign = Campaign.model_validate(campaign_fields(**values))
    create_campaign(storage, campaign, form, day=DAY, actor="organisatrice")
    return advance_campaign(storage, campaign.id, "open", day=DAY, actor="organisatrice")


def begun(storage: Storage, campaign: str = "barometre", **values: Any) -> Started:
    if "strata" not in values and "organisation" not in values:
        values["organisation"] = COGNAC
    started = start_response(storage, campaign, day=DAY, **values)
    assert read_code(started.code) == started.code
    return started


def filled(storage: Storage, identifier: str) -> None:
    """Answer all that must be answered, and one thing more."""
    for cell, raw in ((Cell("fonction"), "dgs"), (Cell("site"), "aucun"), (Cell("heures"), "12,5")):
        save_answer(storage, identifier, cell, raw, seen=0, day=DAY)
