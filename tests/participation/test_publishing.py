"""From submitted answers to frozen bytes: what is counted, what is refused, what is kept; on both databases."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from observatoire.model.store import Store, open_store
from participation import commands, publishing
from participation.__main__ import main
from participation.configuration import PLACE, configured
from participation.model.answers import Given, review
from participation.model.campaigns import Campaign, CampaignError
from participation.model.invention import drawn, invented
from participation.model.organisations import known_organisation
from participation.model.questionnaire import Cell, Questionnaire
from participation.model.reading import load_questionnaires
from participation.organising.overlaps import overlapping
from participation.organising.publishing import prepare
from participation.results.earlier import earlier_of
from participation.results.gathering import classes_of, publication_of
from participation.results.publication import PublicationError, frozen, thawed
from participation.storage import campaigns
from participation.storage.audit import acts
from participation.storage.campaigns import advance_campaign, campaign_of
from participation.storage.inventing import keep_invented
from participation.storage.opening import Storage, open_storage
from participation.storage.publishing import (
    publish_campaign,
    published_bytes,
    published_campaigns,
    published_sha,
)
from participation.storage.purging import purge_campaign
from participation.storage.refusals import AbsentError, NotNowError
from participation.storage.responses import Draft, save_answer, start_response
from participation.storage.submitting import submit_response, submitted, withdraw_response
from participation.storage.tables import response
from tests.participation.conftest import DAY, Server, campaign_fields, emptied, filled, opened_campaign
from tests.participation.test_editions import later


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store()


def communes(store: Store, count: int) -> list[str]:
    table = store.territories
    return [str(one) for one in table.index[(table["level"] == "commune") & (table["departement"] == "16")][:count]]


def answered(storage: Storage, store: Store, place: str, site: str, campaign: str = "barometre") -> str:
    begun = start_response(storage, campaign, organisation=known_organisation(store, place), day=DAY)
    save_answer(storage, begun.id, Cell("fonction"), "maire", seen=0, day=DAY)
    save_answer(storage, begun.id, Cell("site"), site, seen=0, day=DAY)
    if site != "aucun":
        save_answer(storage, begun.id, Cell("francais"), "oui", seen=0, day=DAY)
    submit_response(storage, begun.id, day=DAY)
    return begun.id


def document_of(storage: Storage, store: Store, form: Questionnaire) -> dict[str, object]:
    campaign = campaign_of(storage, "barometre")
    return publication_of(store, campaign, form, submitted(storage, "barometre"), DAY)


def test_what_was_submitted_is_frozen_and_what_was_not_is_nowhere(
    storage: Storage, store: Store, form: Questionnaire
) -> None:
    """Ten communes of Charente answer, two withdraw, one leaves a draft: eight are told of."""
    opened_campaign(storage, form)
    places = communes(store, 11)
    ids = [answered(storage, store, place, "propre" if at < 4 else "aucun") for at, place in enumerate(places[:10])]
    for identifier in ids[:2]:
        withdraw_response(storage, identifier)
    draft = start_response(storage, "barometre", organisation=known_organisation(store, places[10]), day=DAY)
    filled(storage, draft.id)
    with pytest.raises(CampaignError, match="ouverte"):
        publish_campaign(storage, "barometre", (b"{}", "0" * 64), (), day=DAY, actor="essai")
    advance_campaign(storage, "barometre", "closed", day=DAY, actor="essai")
    made = document_of(storage, store, form)
    assert (made["answers"], made["apart"]) == (8, 0)
    with pytest.raises(NotNowError, match="relancez"):
        publish_campaign(storage, "barometre", frozen(made), ids, day=DAY, actor="essai")
    with pytest.raises(AbsentError):
        published_sha(storage, "barometre")
    assert campaign_of(storage, "barometre").state == "closed"

    content, sha = frozen(made)
    publish_campaign(storage, "barometre", (content, sha), ids[2:], day=DAY, actor="essai")
    assert published_bytes(storage, "barometre") == content
    assert hashlib.sha256(content).hexdigest() == sha == published_sha(storage, "barometre")
    assert [one.state for one in published_campaigns(storage)] == ["published"]
    assert [act.action for act in acts(storage)] == ["create", "open", "closed", "published"]
    assert all(act.sound for act in acts(storage))
    assert frozen(document_of(storage, store, form)) == (content, sha), "the same answers, the same bytes"
    with pytest.raises(CampaignError):
        publish_campaign(storage, "barometre", (content, sha), ids[2:], day=DAY, actor="essai")
    with pytest.raises(NotNowError, match="pas encore publiée"):
        withdraw_response(storage, ids[2])  # no two versions differ by who withdrew

    purge_campaign(storage, "barometre", day=date(2027, 3, 1), actor="essai")
    assert list(submitted(storage, "barometre")) == []
    assert published_bytes(storage, "barometre") == content, "what is out stays out, answers are gone"
    assert [one.state for one in published_campaigns(storage)] == ["purged"]


def test_a_commune_counts_in_its_own_stratum_for_the_mean_inhabitants_of_its_size(
    files: Storage, store: Store, form: Questionnaire
) -> None:
    """Six small ones say « propre », six larger « aucun ». Their own inhabitants would tell which six of twelve did."""
    opened_campaign(files, form, eligible=["commune"], strata=["type", "size"])
    small, large = (store.territories.query(f"level == 'commune' and {asked}") for asked in (SMALL, LARGE))
    for place in [*small.index[:6], *large.index[:6]]:
        answered(files, store, str(place), "propre" if place in small.index else "aucun")
    made = document_of(files, store, form)
    [group] = next(one for one in made["questions"] if one["question"] == "site")["groups"][:1]  # type: ignore[attr-defined]
    own = next(one for one in group["options"] if one["option"] == "propre")
    first, second = (cell["total"] for cell in made["weights"]["cells"])  # type: ignore[index]
    assert group["step"] == 0.2, "a small commune that answered stands for a seventh of all"
    assert own["share"]["value"] == pytest.approx(0.8)
    assert 0.7 < first / (first + second) < 0.9
    living = [first * small["population"].mean(), second * large["population"].mean()]
    assert own["of_inhabitants"]["value"] == pytest.approx(living[0] / sum(living), abs=0.1)
    assert abs(living[0] / sum(living) - first / (first + second)) > 0.2
    assert made["frame"]["collectivites"] == (store.territories["level"] == "commune").sum()  # type: ignore[index]


SMALL, LARGE = "population < 500", "2000 <= population < 3500"


def test_inhabitants_are_not_counted_where_sizes_are_not_kept(
    files: Storage, store: Store, form: Questionnaire
) -> None:
    opened_campaign(files, form, eligible=["commune"], strata=["type"])
    for at, place in enumerate(communes(store, 12)):
        answered(files, store, place, "propre" if at < 6 else "aucun")
    [group] = document_of(files, store, form)["questions"][1]["groups"][:1]  # type: ignore[index]
    assert [(one["share"]["value"], one["of_inhabitants"]) for one in group["options"][:1]] == [(0.5, None)]


def test_communes_of_one_name_are_as_many_answers_each_in_its_own_région(store: Store, form: Questionnaire) -> None:
    """Joined on their names, the fourteen and more that are called Sainte-Colombe would be one."""
    table = store.territories
    places = [str(one) for one in table.index[(table["level"] == "commune") & (table["name"] == "Sainte-Colombe")]]
    assert len(places) > 10
    campaign = Campaign.model_validate(campaign_fields(eligible=["commune"], strata=["type"]))
    given = [
        (
            Draft(one, campaign.id, "submitted", known_organisation(store, one), None, {}),
            review(form, {Cell("fonction"): Given("answered", "maire"), Cell("site"): Given("answered", "aucun")}),
        )
        for one in places
    ]
    made = publication_of(store, campaign, form, given, DAY)
    assert made["answers"] == len(places)
    assert len({store.territories["region"][one] for one in places}) > 4
    whole = next(one for one in made["questions"] if one["question"] == "site")["groups"][0]
    assert whole["answers"] == len(places)


def test_classes_are_fine_where_organisations_are_known_and_merged_where_they_are_not(
    store: Store, form: Questionnaire
) -> None:
    named = Campaign.model_validate(campaign_fields(eligible=["epci", "region"]))
    hidden = Campaign.model_validate(campaign_fields(eligible=["epci", "region"], mode="anonyme", invited=True))
    fine, merged = classes_of(store, named), classes_of(store, hidden)
    assert len(set(fine.values())) > len(set(merged.values())) > 1
    counts = [list(merged.values()).count(stratum) for stratum in set(merged.values())]
    assert min(counts) >= 20
    asked = {Cell("fonction"): Given("answered", "maire"), Cell("site"): Given("answered", "aucun")}
    nobodys = [(Draft(str(at), "b", "submitted", None, (), {}), review(form, asked)) for at in range(12)]
    with pytest.raises(PublicationError, match="Moins de 5 des collectivités"):  # of none that this edition knows
        publication_of(store, hidden, form, nobodys, DAY)
    with pytest.raises(PublicationError, match="ne sont pas connues"):
        classes_of(store, Campaign.model_validate(campaign_fields(eligible=["syndicat"])))


def test_an_edition_is_published_beside_the_one_before_and_refused_while_that_one_is_not(
    files: Storage, store: Store, form: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same twelve communes: six of them had a site of their own, then nine."""
    monkeypatch.setattr(publishing, "_today", lambda: DAY)
    places = communes(store, 12)
    for name, version, own, before in (("barometre", form, 6, ""), ("suite", later(), 9, "barometre")):
        opened_campaign(files, version, id=name, version=version.version, earlier=before)
        for at, place in enumerate(places):
            answered(files, store, place, "propre" if at < own else "aucun", name)
        advance_campaign(files, name, "closed", day=DAY, actor="essai")
    with pytest.raises(PublicationError, match="n’est pas publiée"):
        earlier_of(files, campaign_of(files, "suite"))
    with pytest.raises(PublicationError, match="édition précédente"):
        publication_of(store, campaign_of(files, "suite"), later(), submitted(files, "suite"), DAY)
    for name in ("barometre", "suite"):
        publishing._publish(files, campaign_of(files, name), store, "essai")
    made = thawed(published_bytes(files, "suite"), published_sha(files, "suite"))
    assert (made["edition"]["campaign"], made["edition"]["sha"]) == ("barometre", published_sha(files, "barometre"))
    [site] = made["edition"]["questions"]
    told = next(one for one in site["panel"] if one["option"] == "propre")
    assert [told[name] for name in ("answers", "kept", "gained", "lost", "never")] == [12, 6, 3, 0, 3]


def test_no_process_withdraws_what_another_one_is_publishing(
    server: Server, store: Store, form: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the count of responses and their new state, their rows are held: what is out counts what it says."""
    storage, held = emptied(open_storage(server.configuration())), list[bool]()
    opened_campaign(storage, form)
    counted = [answered(storage, store, communes(store, 1)[0], "aucun")]
    advance_campaign(storage, "barometre", "closed", day=DAY, actor="essai")
    replacing = campaigns._replace

    def asked(connection: Connection, campaign: Campaign) -> None:
        with storage.answers.reading.connect() as another:
            free = another.execute(select(response.c.id).with_for_update(skip_locked=True)).all()
        held.append(not free)
        replacing(connection, campaign)

    monkeypatch.setattr(campaigns, "_replace", asked)
    publish_campaign(storage, "barometre", (b"{}", "sha"), counted, day=DAY, actor="essai")
    assert held == [True]
    storage.close()


def test_nobody_answered_is_no_publication(files: Storage, store: Store, form: Questionnaire) -> None:
    opened_campaign(files, form)
    with pytest.raises(PublicationError, match="Personne"):
        document_of(files, store, form)


@pytest.mark.parametrize("name", sorted(load_questionnaires()))
def test_what_is_invented_could_have_been_submitted(name: str) -> None:
    form = load_questionnaires()[name]
    for number in range(8):
        found = review(form, invented(form, 10 ** (number % 7), 1, number))
        assert not found.faults
        assert not found.set_aside
        assert not found.empty
    assert invented(form, 500, 1, 3) == invented(form, 500, 1, 3) != invented(form, 500, 2, 3)


def test_large_places_are_drawn_more_often_and_none_twice(store: Store) -> None:
    """By the square root of their inhabitants: the mean of those drawn is far above that of all."""
    found = drawn(store, ("commune", "epci"), 200, 1)
    table = store.territories
    everybody = table["population"][table["level"].isin(["commune", "epci"])]
    assert len(found) == 200
    assert sum(found.values()) / 200 > 3 * everybody.mean()
    assert found == drawn(store, ("commune", "epci"), 200, 1)
    assert len(drawn(store, ("region",), 500, 1)) == 18


def test_invented_answers_enter_no_real_campaign(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form)
    with pytest.raises(NotNowError, match="démonstration"):
        keep_invented(storage, "barometre", [], day=DAY)


@pytest.fixture
def on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(PLACE, str(tmp_path / "participation"))
    for module in (commands, publishing):
        monkeypatch.setattr(module, "_today", lambda: DAY)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(list(arguments)) == status
    told = capsys.readouterr()
    return (told.err if status else told.out).replace("\u202f", " ").replace("\u00a0", " ")


def test_a_demonstration_says_so_in_each_file_and_publishes_the_same_twice(
    on: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = json.loads(said(capsys, "demo", "--answers", "40", "--seed", "7", "--json"))
    assert (told["state"], told["answers"], told["seed"]) == ("published", 40, 7)
    again = json.loads(said(capsys, "publish", told["campaign"], "--json"))
    assert again["sha"] == told["sha"]
    files = json.loads(said(capsys, "results", told["campaign"], "--out", str(on / "out"), "--json"))
    content, table, read, edited = (Path(name).read_bytes() for name in files["files"])
    assert (read[:4], edited[:2]) == (b"%PDF", b"PK")
    assert hashlib.sha256(content).hexdigest() == told["sha"] == files["sha"]
    mark = "Démonstration\u202f: réponses inventées"
    assert json.loads(content)["notice"] == mark
    lines = table.decode("utf-8-sig").splitlines()
    assert len(lines) > 100
    assert all(mark in line for line in lines[1:])
    assert "déjà été ouverte" in said(capsys, "demo", "--answers", "40", status=2)
    assert "published" in said(capsys, "audit")


@pytest.mark.usefixtures("on")
def test_a_demonstration_is_of_a_territory_or_the_mirror_of_another(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--answers", "12", "--within", "epci-200070514", "--questionnaire", "donnees_territoires"]
    told = json.loads(said(capsys, "demo", *asked, "--json"))
    assert (told["campaign"], told["answers"]) == ("demo_epci_200070514_donnees_territoires", 12)
    habitants = ["demo", "--questionnaire", "donnees_habitants", "--answers", "15"]
    mirror = json.loads(said(capsys, *habitants, "--mirror", told["campaign"], "--json"))
    assert (mirror["campaign"], mirror["answers"]) == ("demo_donnees_habitants", 15)
    both = [*habitants, "--mirror", told["campaign"], "--within", "dep-16"]
    assert "d’où répond un habitant, personne ne le sait" in said(capsys, *both, status=2)
    assert "« com-16102 » n’en est pas un" in said(capsys, "demo", "--within", "com-16102", status=2)
    survey = ["demo", "--mirror", told["campaign"], "--answers", "15"]
    assert "Aucune question de « barometre_strategie » n’est en miroir" in said(capsys, *survey, status=2)


@pytest.mark.usefixtures("on")
def test_a_demonstration_that_could_not_be_published_leaves_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """It was made, filled and closed, then refused: half of one, which could be neither read nor made again."""
    bounds = "--answers : il faut au moins 5 réponses pour publier, et 50 000 au plus."
    poll = ["--questionnaire", "donnees_habitants", "--mirror"]
    for asked, refused in (
        (["--answers", "-5"], bounds),
        (["--answers", "4", "--questionnaire", "barometre_outils"], bounds),
        (["--answers", "1000000000"], bounds),
        (
            ["--within", "compose-16102.16330"],
            "au moins 5 réponses pour publier, et ce territoire compte 2 collectivités.",
        ),
        (["--within", "Charente"], "« Charente » n’est pas un territoire de l’observatoire"),
        (["--within", "dep-16\n; DROP"], "n’est pas un territoire de l’observatoire"),
        ([*poll, "absente"], "L’enquête à mettre en miroir, « absente », n’est pas une enquête de collectivités"),
        ([*poll, "x", "--answers", "10"], "--answers : il faut au moins 11 réponses pour publier"),
        (["--questionnaire", "aucun"], "Le questionnaire « aucun » n’est pas livré"),
    ):
        assert refused in said(capsys, "demo", *asked, status=2)
    assert json.loads(said(capsys, "audit", "--json"))["acts"] == []


def test_a_demonstration_is_refused_beside_a_real_campaign_and_open_ones_are_not_published(
    on: Path, capsys: pytest.CaptureFixture[str], form: Questionnaire
) -> None:
    configuration = configured()
    assert configuration is not None
    storage = open_storage(configuration)
    opened_campaign(storage, form)
    storage.close()
    assert "une vraie campagne, « barometre »" in said(capsys, "demo", status=2)
    assert "ouverte : seule une campagne close" in said(capsys, "publish", "barometre", status=2)
    assert "Aucun résultat n’est publié" in said(capsys, "results", "barometre", "--out", str(on), status=2)
    assert "Aucune campagne" in said(capsys, "publish", "absente", status=2)
    said(capsys, "close", "barometre")
    assert "Personne n’a répondu" in said(capsys, "publish", "barometre", status=2)


def test_a_file_cannot_call_itself_a_demonstration(on: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = on / "campagne.toml"
    path.write_text(
        'id = "x"\ntitle = "X"\nquestionnaire = "barometre_inclusion"\nversion = 1\nmode = "organisation"\n'
        'eligible = ["commune"]\nopens = 2026-09-01\ncloses = 2026-12-01\npurge_on = 2027-03-01\nnotice = "Qui."\n'
        "demonstration = true\n",
        encoding="utf-8",
    )
    assert "demo" in said(capsys, "create", str(path), status=2)


def test_who_publishes_is_told_of_a_published_survey_that_asked_the_same_of_the_same(
    files: Storage, store: Store, form: Questionnaire
) -> None:
    """Six communes of Charente answer both, a seventh the second alone; one kept within the Landes meets neither."""
    places = communes(store, 7)
    for name, those in (("une", places[:6]), ("barometre", places)):
        within = ["dep-16"] if name == "une" else []
        opened_campaign(files, form, id=name, title=name.title(), eligible=["commune"], within=within)
        for at, place in enumerate(those):
            answered(files, store, place, "propre" if at < 3 else "aucun", name)
        advance_campaign(files, name, "closed", day=DAY, actor="essai")
        if name == "une":
            made = prepare(files, store, name, DAY)
            assert made.overlaps == ()
            publish_campaign(files, name, made.frozen, made.counted, day=DAY, actor="essai")
    [said] = prepare(files, store, "barometre", DAY).overlaps
    assert said.startswith("«\u00a0Une\u00a0»")
    assert "1\u00a0organisation n’a répondu qu’à l’une" in said
    elsewhere = campaign_of(files, "barometre").model_copy(update={"within": ("dep-40",)})
    assert overlapping(files, store, elsewhere, ()) == ()
    assert len(overlapping(files, store, campaign_of(files, "barometre"), ())) == 1
    assert overlapping(files, store, campaign_of(files, "barometre"), {"x"}) == ()
