"""A server without data says so: to monitors, on its console, to visitors."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.testing.v1 import AppTest

from observatoire.model.files import DataNotReadableError
from observatoire.model.store import Store, open_store
from pages.server import readiness
from pages.server.readiness import LOADING, NO_DATA, DataGate, Readiness
from pages.server.start import NOTHING_SHOWN
from tests.conftest import write_store
from tests.pages.asgi import Answer, Client

ROOT = Path(__file__).parents[2]


@pytest.fixture
def known(monkeypatch) -> Readiness:
    known = Readiness()
    monkeypatch.setattr(readiness, "READINESS", known)
    return known


@pytest.fixture
def client(known) -> Client:
    streamlit = [Route(path, lambda _: PlainTextResponse("ok")) for path in ("/_stcore/health", "/portrait")]
    return Client(DataGate(Starlette(routes=[*streamlit, Route("/_ready", readiness.ready)]), known))


def edition(folder: Path) -> Path:
    """Write a small edition with a manifest that tells the size of its files."""
    write_store(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["tables"] = {
        path.name: {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in folder.glob("*.parquet")
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_while_the_data_load_the_server_lives_but_is_not_ready(client):
    assert client.get("/_stcore/health").status_code == 200
    answer = client.get("/_ready")
    assert (answer.status_code, answer.text) == (503, LOADING)
    assert answer.headers["cache-control"] == "no-store"


def test_once_loaded_it_is_ready(client, known, tmp_path):
    known.loaded(Store(edition(tmp_path)))
    assert client.get("/_ready").text == "ok"
    assert client.get("/_stcore/health").text == "ok"


@pytest.mark.parametrize("harm", ["gone", "cut", "changed"])
def test_a_file_that_goes_afterwards_is_noticed(client, known, tmp_path, harm):
    known.loaded(Store(edition(tmp_path)))
    path = tmp_path / "gaps.parquet"
    if harm == "gone":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    else:  # as long, of another content: only who reads it can tell
        path.write_bytes(path.read_bytes()[:-1] + b"!")
    for address in ("/_stcore/health", "/_ready"):
        answer = client.get(address)
        assert (answer.status_code, answer.text) == (503, NO_DATA)
    assert client.get("/portrait").text == "ok", "pages may still show what was loaded"


def test_without_data_every_page_says_so_in_french(client, known):
    known.failed()
    assert [client.get(path).status_code for path in ("/_stcore/health", "/_ready", "/portrait", "/")] == [503] * 4
    page = client.get("/portrait")
    assert page.headers["content-type"].startswith("text/html")
    assert '<html lang="fr">' in page.text
    assert NO_DATA in page.text


def test_the_edition_that_ships_is_whole():
    assert open_store().damage() == []


def test_a_folder_without_data_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(DataNotReadableError, match=r"manifest\.json"):
        open_store(tmp_path)
    write_store(tmp_path)
    (tmp_path / "measures.parquet").write_bytes(b"not a table")
    with pytest.raises(DataNotReadableError, match=str(tmp_path)):
        open_store(tmp_path)


def test_threads_that_ask_together_share_one_store(tmp_path):
    write_store(tmp_path)
    found, door = [], threading.Barrier(4)

    def ask() -> None:
        door.wait(10)
        found.append(open_store(tmp_path))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 4
    assert len(set(map(id, found))) == 1


def test_a_page_already_open_says_it_in_french_too(monkeypatch):
    def nothing() -> None:
        raise DataNotReadableError("data/prepared")

    monkeypatch.setattr("pages.parts.frame.shared_data", nothing)
    page = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=180).run()
    assert [error.value for error in page.error] == [NO_DATA]
    assert not page.exception


def ask(address: str) -> Answer:
    request = urllib.request.Request(address, headers={"Accept": "text/html"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return Answer(answer.status, {}, answer.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, {}, error.read())
    except OSError:
        return Answer()


@pytest.mark.parametrize("missing", ["data/prepared", "data/catalog"])
def test_a_real_server_without_its_data(tmp_path, missing):
    for name in ("app.py", "pages", "observatoire", "participation", ".streamlit"):
        (tmp_path / name).symlink_to(ROOT / name)
    for name in {"data/prepared", "data/catalog"} - {missing}:
        shutil.copytree(ROOT / name, tmp_path / name)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        end = time.monotonic() + 300
        while (ready := ask(f"http://127.0.0.1:{port}/_ready")).status_code != 503 or ready.text == LOADING:
            assert time.monotonic() < end
            assert process.poll() is None
            time.sleep(0.05)
        health, page = (ask(f"http://127.0.0.1:{port}/{path}") for path in ("_stcore/health", "carte"))
    finally:
        process.terminate()
        _, console = process.communicate(timeout=60)
    assert ready.text == NO_DATA
    assert (health.status_code, health.text) == (503, NO_DATA)
    assert page.status_code == 503
    assert NO_DATA in page.text
    assert NOTHING_SHOWN in console
    assert missing in console
    assert "Traceback" not in console
