"""Fetching from a server that is busy, cuts its answers, changes its files or answers something else."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest

from loaders.official import commands
from loaders.official.datasets import Dataset, datasets
from loaders.official.edition.taking import Taken, Unknown
from loaders.official.fetching.fetch import fetch
from loaders.official.fetching.transfer import Transfer
from loaders.official.reading import Unexpected
from loaders.official.shelf import Provenance, files_in, provenance_of
from loaders.pipeline.sources import SourceError, sha256_of

FILE = b"code;n\n" + b"16102;5\n" * 100_000
DATASET = Dataset(
    id="essai", producer="Producteur", title="Un jeu", source="s", page="https://example.org/", licence="LO", rhythm="r"
)
Handler = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A server whose answers are given one after the other, the last one for good."""

    address: str
    answers: list[Handler] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site("")

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, dict(self.headers.items())))
            answer = found.answers.pop(0) if len(found.answers) > 1 else found.answers[0]
            answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    found.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()


def whole(content: bytes = FILE, mark: str = '"1"') -> Handler:
    """Answer as a server that knows ranges does."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range", "")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and request.headers["If-Range"] == mark else 0
        request.send_response(206 if start else 200)
        request.send_header("ETag", mark)
        request.send_header("Content-Length", str(len(content) - start))
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        request.end_headers()
        request.wfile.write(content[start:])

    return answer


def cut(at: int, mark: str = '"1"') -> Handler:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("ETag", mark)
        request.send_header("Content-Length", str(len(FILE)))
        request.end_headers()
        request.wfile.write(FILE[:at])
        request.wfile.flush()
        request.connection.close()

    return answer


def refusing(code: int, **headers: str) -> Handler:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def leading(address: str) -> Handler:
    return refusing(302, Location=address)


def telling(payload: object) -> Handler:
    return whole(json.dumps(payload).encode())


@dataclass
class Time:
    """Time that passes when one waits."""

    now: float = 0.0
    waits: list[float] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def transfer(time: Time, said: list[str] | None = None, between: dict[str, float] | None = None) -> Transfer:
    told = said if said is not None else []
    return Transfer(told.append, wait=time.wait, clock=lambda: time.now, between=between or {})


def judged(path: Path, dataset: Dataset = DATASET) -> Taken:
    if not path.read_bytes().startswith(b"code;n"):
        raise Unknown(f"{path.name}\u202f: ce fichier n’est d’aucun jeu de données connu.")
    known = Provenance(dataset.id, "", "", sha256_of(path))
    return Taken(path, dataset, "2024", 2024, pd.DataFrame(), "", (), known)


def bring(site: Site, folder: Path, time: Time, **changed: object) -> Path:
    dataset = replace(DATASET, **({"address": f"{site.address}/file.csv"} | changed))  # type: ignore[arg-type]
    return fetch(
        dataset, folder, transfer(time), judged, data_gouv=f"{site.address}/api", melodi=f"{site.address}/melodi",
        day=lambda: date(2026, 11, 26),
    )  # fmt: skip


def test_a_file_is_brought_with_what_is_known_of_it(site: Site, tmp_path: Path) -> None:
    site.answers = [whole()]
    path = bring(site, tmp_path, Time())
    assert path.read_bytes() == FILE
    known = provenance_of(path)
    assert known == Provenance("essai", f"{site.address}/file.csv", "2026-11-26", sha256_of(path), "2024")
    assert list(files_in(tmp_path)) == [path]


def test_a_file_cut_on_the_way_is_gone_on_with(site: Site, tmp_path: Path) -> None:
    site.answers = [cut(300_000), whole()]
    path = bring(site, tmp_path, Time())
    assert path.read_bytes() == FILE
    have = int(site.asked[1][1]["Range"].removeprefix("bytes=").rstrip("-"))
    assert 0 < have <= 300_000
    assert site.asked[1][1]["If-Range"] == '"1"'


def test_a_file_that_changed_since_it_was_cut_is_begun_again(site: Site, tmp_path: Path) -> None:
    other = b"code;n\n" + b"33063;7\n" * 1_000
    site.answers = [cut(300_000), whole(other, mark='"2"')]
    assert bring(site, tmp_path, Time()).read_bytes() == other


def test_a_server_that_is_busy_is_asked_again_when_it_says(site: Site, tmp_path: Path) -> None:
    site.answers = [refusing(429, Retry_After="7"), refusing(503), whole()]
    time = Time()
    assert bring(site, tmp_path, time).read_bytes() == FILE
    assert time.waits == [7.0, 4.0]


def test_a_server_that_stays_busy_is_left_alone(site: Site, tmp_path: Path) -> None:
    site.answers = [refusing(429)]
    with pytest.raises(SourceError, match="répond 429"):
        bring(site, tmp_path, Time())
    assert len(site.asked) == 5


def test_a_file_that_is_no_more_is_not_asked_twice(site: Site, tmp_path: Path) -> None:
    site.answers = [refusing(404)]
    with pytest.raises(SourceError, match="répond 404"):
        bring(site, tmp_path, Time())
    assert len(site.asked) == 1


def test_a_range_that_is_refused_begins_again(site: Site, tmp_path: Path) -> None:
    site.answers = [cut(300_000), refusing(416), whole()]
    assert bring(site, tmp_path, Time()).read_bytes() == FILE


def test_a_piece_of_another_place_is_never_taken_for_the_file(site: Site, tmp_path: Path) -> None:
    def elsewhere(request: BaseHTTPRequestHandler) -> None:
        request.send_response(206)
        request.send_header("ETag", '"1"')
        request.send_header("Content-Range", f"bytes 400000-{len(FILE) - 1}/{len(FILE)}")
        request.send_header("Content-Length", str(len(FILE) - 400_000))
        request.end_headers()
        request.wfile.write(FILE[400_000:])

    site.answers = [cut(300_000), elsewhere, whole()]
    assert bring(site, tmp_path, Time()).read_bytes() == FILE
    assert "Range" not in site.asked[2][1]


def test_an_address_that_leads_to_another_is_followed_and_gone_on_with(site: Site, tmp_path: Path) -> None:
    there = f"{site.address}/static/2026-11-26.csv"
    site.answers = [leading(there), cut(300_000), leading(there), whole()]
    path = bring(site, tmp_path, Time())
    assert path.read_bytes() == FILE
    assert [asked for asked, _ in site.asked] == ["/file.csv", "/static/2026-11-26.csv"] * 2
    assert site.asked[3][1]["Range"].startswith("bytes=")
    known = provenance_of(path)
    assert known is not None
    assert known.address == f"{site.address}/file.csv", "that of the producer, which stays"


@pytest.mark.parametrize("there", ["ftp://127.0.0.1/file.csv", "file:///etc/hostname"])
def test_an_address_never_leads_out_of_the_web(site: Site, tmp_path: Path, there: str) -> None:
    site.answers = [leading(there)]
    with pytest.raises(SourceError):
        bring(site, tmp_path, Time())
    assert not list(files_in(tmp_path))


def test_addresses_that_lead_to_each_other_end(site: Site, tmp_path: Path) -> None:
    site.answers = [leading(f"{site.address}/file.csv")]
    with pytest.raises(SourceError, match="répond 302"):
        bring(site, tmp_path, Time())


def test_a_day_is_waited_for_as_well_as_seconds_but_no_longer_than_two_minutes(site: Site, tmp_path: Path) -> None:
    site.answers = [refusing(429, Retry_After="Fri, 31 Dec 2100 23:59:59 GMT"), whole()]
    time = Time()
    assert bring(site, tmp_path, time).read_bytes() == FILE
    assert time.waits == [120.0]


def test_requests_to_one_host_keep_their_distance(site: Site, tmp_path: Path) -> None:
    site.answers = [whole()]
    time = Time()
    slow = transfer(time, between={"127.0.0.1": 2.0})
    for name in ("a", "b", "c"):
        slow.bring(f"{site.address}/{name}", tmp_path / name, name)
    assert time.waits == [2.0, 2.0]


def test_what_is_there_stays_when_the_new_file_is_another(site: Site, tmp_path: Path) -> None:
    site.answers = [whole()]
    path = bring(site, tmp_path, Time())
    site.answers = [whole(b"<html>maintenance</html>", mark='"2"')]
    with pytest.raises(SourceError, match="aucun jeu de données connu"):
        bring(site, tmp_path, Time())
    assert path.read_bytes() == FILE
    assert provenance_of(path) is not None


def test_a_file_of_another_data_set_is_refused(site: Site, tmp_path: Path) -> None:
    site.answers = [whole()]
    with pytest.raises(SourceError, match="ce fichier est essai, et non autre"):
        bring(site, tmp_path, Time(), id="autre")


def of_data_gouv(site: Site, *resources: dict[str, object]) -> object:
    return {"resources": [{"url": f"{site.address}/{place}.csv", **one} for place, one in enumerate(resources)]}


GOUV = {"address": "", "data_gouv": ("abc", "COM - Base statistique", "csv")}


def test_the_latest_resource_of_that_title_and_form_is_taken(site: Site, tmp_path: Path) -> None:
    payload = of_data_gouv(
        site,
        {"title": "DEP - Base statistique", "format": "csv", "last_modified": "2026-12-01"},
        {"title": "COM - Base statistique communale 2024", "format": "csv", "last_modified": "2025-01-01"},
        {"title": "com – base  statistique communale 2025", "format": "csv", "last_modified": "2026-03-01"},
        {
            "title": "COM - Base statistique (parquet)",
            "format": "parquet",
            "last_modified": "2026-04-01",
            "url": "/x.parquet",
        },
    )
    site.answers = [telling(payload), whole()]
    bring(site, tmp_path, Time(), **GOUV)
    assert [path for path, _ in site.asked] == ["/api/abc/", "/2.csv"]


def test_a_portal_without_that_title_is_said_with_what_it_has(site: Site, tmp_path: Path) -> None:
    site.answers = [telling(of_data_gouv(site, {"title": "Autre chose", "format": "csv"}))]
    with pytest.raises(SourceError, match="«\u00a0Autre chose\u00a0»"):
        bring(site, tmp_path, Time(), **GOUV)


@pytest.mark.parametrize("right", [True, False])
def test_a_checksum_of_the_portal_is_held_against_the_file(site: Site, tmp_path: Path, right: bool) -> None:
    value = hashlib.sha1(FILE).hexdigest() if right else "0" * 40
    resource = {
        "title": "COM - Base statistique",
        "format": "csv",
        "checksum": {"type": "sha1", "value": value},
    }
    site.answers = [telling(of_data_gouv(site, resource)), whole()]
    if right:
        assert bring(site, tmp_path, Time(), **GOUV).read_bytes() == FILE
    else:
        with pytest.raises(SourceError, match="somme de contrôle"):
            bring(site, tmp_path, Time(), **GOUV)
        assert not list(files_in(tmp_path))


def test_a_melodi_set_is_found_by_the_catalogue_and_not_by_last_year_s_name(site: Site, tmp_path: Path) -> None:
    products = [
        {"id": f"DS_X_{year}_CSV_FR", "accessURL": f"{site.address}/melodi/file/DS_X/DS_X_{year}_CSV_FR"}
        for year in (2023, 2024)
    ]
    site.answers = [telling([{"identifier": "DS_Y"}, {"identifier": "DS_X", "product": products}]), whole()]
    bring(site, tmp_path, Time(), address=f"{site.address}/melodi/file/DS_X/DS_X_2023_CSV_FR")
    assert site.asked[1][0] == "/melodi/file/DS_X/DS_X_2024_CSV_FR"
    site.answers = [telling([{"identifier": "DS_Y"}])]
    with pytest.raises(SourceError, match="changé de nom"):
        bring(site, tmp_path, Time(), address=f"{site.address}/melodi/file/DS_X/DS_X_2023_CSV_FR")


def test_only_addresses_of_the_web_are_asked(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="adresse du web"):
        transfer(Time()).bring("file:///etc/hostname", tmp_path / "a", "a")


def test_the_command_brings_takes_and_says_and_keeps_what_was_there(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole way: the command, the server, the reader of the data set; then its producer changes a column."""
    name = "cnaf-txcouv-nat"
    here = {name: replace(datasets()[name], address=f"{site.address}/nat/exports/csv?delimiter=%3B")}
    monkeypatch.setattr(commands, "datasets", lambda: here)
    command = ["fetch", name, "--into", str(tmp_path), "--json"]
    site.answers = [whole(b"annee;txcouv_nat\n2023;60.9\n")]
    assert commands.main(command) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    path = tmp_path / answer["file"]
    assert (answer["failed"], path.read_bytes()[-5:]) == (None, b"60.9\n")
    site.answers = [whole(b"an;txcouv_nat\n2024;61.2\n", mark='"2"')]
    assert commands.main(command) != 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert "la colonne «\u00a0annee\u00a0» est absente\u202f; on y trouve an, txcouv_nat" in answer["failed"]
    assert path.read_bytes()[-5:] == b"60.9\n"


def test_a_judge_that_finds_a_changed_layout_stops_it(site: Site, tmp_path: Path) -> None:
    def changed(path: Path) -> Taken:
        raise Unexpected(f"{path.name}\u202f: la colonne «\u00a0n\u00a0» est absente.")

    site.answers = [whole()]
    with pytest.raises(SourceError, match="la colonne «\u00a0n\u00a0» est absente"):
        fetch(replace(DATASET, address=f"{site.address}/f.csv"), tmp_path, transfer(Time()), changed)
    assert not list(files_in(tmp_path))
