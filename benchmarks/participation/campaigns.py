"""Nine forms from their creation to their published results, answered by organisations through the plain form.

Two of the organisations begin on one day, and end the next on another device, with their code: in between the server
has stopped and started again. All that was typed is then compared with what is kept, place by place: a question that
is asked was typed in, and holds it; one that is not asked, by the answers before it, holds nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.participation.filling import answers_of, wrong_places
from benchmarks.participation.lines import Line
from benchmarks.participation.respondents import DAY, code_in
from benchmarks.server import running_server
from observatoire.model.store import open_store
from participation.__main__ import main
from participation.configuration import Configuration
from participation.model.campaigns import Campaign
from participation.model.invention import drawn
from participation.model.reading import load_questionnaires
from participation.storage.opening import open_storage
from participation.storage.responses import find_response, read_draft

FORMS = {name: form for name, form in sorted(load_questionnaires().items()) if name.startswith("barometre_")}
LATE = 2
"""Organisations that answer on two devices, over two days."""
AT_ONCE = 4
MOST_PAGES = 60
ON_A_DAY = """
import datetime, sys
import pages.server.participer.desk as desk
day = datetime.date.fromisoformat(sys.argv.pop(1))
desk.today = lambda: day
from streamlit.web.cli import main
main()
"""


@dataclass(slots=True)
class Answering:
    """One organisation that answers one form.

    Attributes
    ----------
    organisation, form : str
    code : str
    address : str
        Of the page where it is.
    typed : dict
        Name of each field -> what was typed last.
    """

    organisation: str
    form: str
    code: str = ""
    address: str = ""
    typed: dict[str, list[str]] = field(default_factory=dict)


def nine_forms(configuration: Configuration, organisations: int, port: int, folder: Path) -> bool:
    """Create, answer, close, publish and read nine campaigns; print how long each took, tell whether all of it holds.

    Parameters
    ----------
    configuration : Configuration
        Of databases that hold nothing yet.
    organisations, port : int
    folder : Path
        For the files of campaigns, and the server's log.
    """
    start = time.perf_counter()
    for form in FORMS:
        (folder / f"{form}.toml").write_text(_campaign(form), encoding="utf-8")
        _command("create", str(folder / f"{form}.toml"))
        _command("open", form)
    _said(start, f"{len(FORMS)} campaigns created and opened")
    places = list(drawn(open_store(), ("commune",), organisations, 1))
    everybody = [Answering(place, form) for place in places for form in FORMS]
    late = set(places[:LATE])
    with (folder / "server.log").open("w") as log:
        with running_server(port=port, log=log, launch=("-c", ON_A_DAY, DAY.isoformat())) as server:
            asyncio.run(_answered(everybody, server.port, late))
        _said(start, f"{sum(one.organisation not in late for one in everybody)} responses sent, the others left")
        tomorrow = (DAY + timedelta(days=1)).isoformat()
        with running_server(port=port, log=log, launch=("-c", ON_A_DAY, tomorrow)) as server:
            asyncio.run(_answered([one for one in everybody if one.organisation in late], server.port, set()))
            _said(start, "the others ended on the next day, on another device")
            wrong = _wrong(configuration, everybody)
            _said(start, "compared with what is kept")
            for form in FORMS:
                _command("close", form)
            _said(start, "closed")
            shas = {form: _published(form, organisations) for form in FORMS}
            _said(start, "published")
            asyncio.run(_read(server.port, shas, organisations))
            _said(start, "read: pages, JSON and CSV")
    _command("audit")
    typed = sum(len(one.typed) for one in everybody)
    print(f"{len(everybody)} responses, {typed} fields typed, {wrong} places not kept as they were typed")
    return wrong == 0


def _said(start: float, what: str) -> None:
    print(f"{time.perf_counter() - start:6.0f} s  {what}", flush=True)


def _campaign(form: str) -> str:
    """Return the file of a campaign."""
    questionnaire = FORMS[form]
    campaign = Campaign(
        id=form, title=questionnaire.title, questionnaire=form, version=questionnaire.version, mode="organisation",
        eligible=("commune",), opens=DAY, closes=DAY + timedelta(days=7), purge_on=DAY + timedelta(days=365),
        notice="Qui, pourquoi, combien de temps.",
    )  # fmt: skip
    fields = campaign.model_dump(exclude={"state", "sha", "demonstration", "contact_key", "mirror_of"})
    return "\n".join(f"{name} = {_toml(value)}" for name, value in fields.items())


def _toml(value: object) -> str:
    if isinstance(value, bool | str | int | list | tuple):
        return json.dumps(value, ensure_ascii=False)
    return f"{value}"  # a day


def _command(*arguments: str) -> Any:
    """Run a command of `python -m participation`; return what it says as data."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        status = main([*arguments, "--json"])
    assert status == 0, arguments
    return json.loads(said.getvalue())


async def _answered(everybody: Iterable[Answering], port: int, late: set[str]) -> None:
    """Have them answer, a few at once; those that are late leave after their first page."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def answer(one: Answering) -> None:
        async with gate:
            line = Line(port)
            await _answer(one, line, whole=one.organisation not in late)
            line.cut()

    async with asyncio.TaskGroup() as group:
        for one in everybody:
            group.create_task(answer(one))


async def _answer(one: Answering, line: Line, *, whole: bool) -> None:
    """Begin, or take up with the code; fill page after page; read through; send."""
    if one.code:
        page = await line.follow("/participer/reprise", {"code": one.code})
        assert "relire" in page.text, page.status
        page = await line.follow(one.address)
    else:
        begun = await line.ask(
            f"/participer/{one.form}/commencer", {"organisation": one.organisation, "accord": "oui"}
        )  # fmt: skip
        one.code = code_in(begun.text)
        first = FORMS[one.form].sections[0].id
        page = await line.follow(f"/participer/repondre/{first}")
    for _ in range(MOST_PAGES):
        filled = answers_of(page.text, f"{one.organisation} {one.form}", FORMS[one.form], one.typed)
        if filled is None:
            break
        one.address, fields = filled
        # Nobody types what was seen before, nor which response the page is of.
        one.typed |= {name: values for name, values in fields.items() if not name.startswith("vu.") and name != "pour"}
        page = await line.follow(one.address, {**fields, "aller": "suite"})
        if not whole:
            return
    sent = await line.follow("/participer/envoyer", {})
    assert "est envoyée" in sent.text, sent.text[-2_000:]


def _wrong(configuration: Configuration, everybody: list[Answering]) -> int:
    """Return how many places do not hold what was typed in them, and how many responses are not sent; name each."""
    storage, wrong = open_storage(configuration), 0
    for one in everybody:
        identifier = find_response(storage, one.code)
        assert identifier is not None
        draft = read_draft(storage, identifier)
        places = [str(cell) for cell in wrong_places(FORMS[one.form], draft, one.typed)]
        if draft.state != "submitted":
            places.append(draft.state)
        if places:
            print(f"{one.organisation}, {one.form}: {', '.join(places)}")
        wrong += len(places)
    storage.close()
    return wrong


def _published(form: str, organisations: int) -> str:
    told = _command("publish", form)
    assert told["answers"] == organisations, told
    return str(told["sha"])


async def _read(port: int, shas: dict[str, str], organisations: int) -> None:
    """Read what is published: the pages of each form and of each of its questions, both files."""
    line = Line(port)
    listed = (await line.ask("/participer/resultats/")).text
    for form, sha in shas.items():
        address = f"/participer/resultats/{form}"
        assert address in listed
        page = await line.ask(address)
        assert page.status == 200
        assert sha in page.text
        document = json.loads((await line.ask(f"{address}.json")).body)
        assert document["answers"] == organisations
        rows = (await line.ask(f"{address}.csv")).body.decode("utf-8-sig").splitlines()
        assert len(rows) > len(document["questions"]), rows[:3]
        for question in {table["question"] for table in document["questions"]}:
            shown = await line.ask(f"{address}/{question}")
            assert shown.status == 200, question
    line.cut()
