"""Answers that are kept: saved one by one, two tabs, submitted, withdrawn, erased; on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from participation.model.answers import ForgedAnswerError, Given
from participation.model.campaigns import CampaignError
from participation.model.codes import new_code
from participation.model.organisations import Organisation, other_organisation
from participation.model.questionnaire import LONGEST_TEXT, Cell, FrozenDocumentError, Questionnaire
from participation.storage import tables
from participation.storage.answering import close_ticket, draft_of_ticket, open_ticket
from participation.storage.audit import acts
from participation.storage.campaigns import advance_campaign, all_campaigns, campaign_of, create_campaign, form_of
from participation.storage.opening import Storage, migrate
from participation.storage.publishing import published_sha
from participation.storage.purging import erase_by_code, purge_campaign, purge_drafts
from participation.storage.refusals import (
    AbsentError,
    AlreadyAnsweredError,
    NotNowError,
    NotReadyError,
    Saved,
    StaleError,
)
from participation.storage.responses import find_response, read_draft, save_answer
from participation.storage.submitting import submit_response, submitted, withdraw_response
from tests.participation.conftest import COGNAC, DAY, MONDAY, begun, campaign_fields, filled, opened_campaign

pytestmark = pytest.mark.xdist_group("postgresql")  # one server for all of them

HOURS, SITE, WHY = Cell("heures"), Cell("site"), Cell("pourquoi")


def save(storage: Storage, identifier: str, cell: Cell, raw: object, seen: int = 0, **more: Any) -> Saved:
    return save_answer(storage, identifier, cell, raw, seen=seen, **({"day": DAY} | more))


def count(storage: Storage, table: str) -> int:
    database = storage.vault if table in tables.vault.tables else storage.answers
    with database.reading.connect() as connection:
        return int(connection.scalar(text(f'SELECT count(*) FROM "{table}"')) or 0)


def test_migrations_make_the_tables_that_the_code_reads(storage: Storage) -> None:
    for database, metadata in ((storage.answers, tables.answers), (storage.vault, tables.vault)):
        migrate(database)  # once more changes nothing
        with database.reading.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_an_answer_is_kept_as_it_was_given(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form)
    started = begun(storage)
    given: list[tuple[Cell, Any, Any]] = [
        (Cell("fonction"), "autre", "autre"),
        (Cell("fonction", "words:autre"), "Stagiaire « été » \u0152", "Stagiaire « été » \u0152"),
        (HOURS, "12,5", 12.5),
        (Cell("lieux"), ["autre", "fs"], ["fs", "autre"]),
        (Cell("freins"), {"locaux": 2, "argent": 1}, {"argent": 1, "locaux": 2}),
        (Cell("projets", "wifi"), "prevu", "prevu"),
    ]
    for cell, raw, value in given:
        assert save(storage, started.id, cell, raw) == Saved(Given("answered", value), 1)
    save(storage, started.id, Cell("confiance"), None, does_not_know=True)
    draft = read_draft(storage, started.id)
    assert {cell: one.given.value for cell, one in draft.saved.items() if one.given.state == "answered"} == {
        cell: value for cell, _, value in given
    }
    assert draft.saved[Cell("confiance")] == Saved(Given("does_not_know"), 1)
    assert draft.organisation is not None
    assert draft.organisation.id == "com-16102"
    assert find_response(storage, started.code) == started.id
    assert find_response(storage, new_code()) is None


def test_two_tabs_lose_nothing_and_see_both_values(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form)
    started = begun(storage)
    save(storage, started.id, HOURS, 3)
    save(storage, started.id, HOURS, 4, seen=1)
    with pytest.raises(StaleError) as stale:
        save(storage, started.id, HOURS, 5, seen=1)  # the other tab still shows 3
    assert stale.value.stored == Saved(Given("answered", 4), 2)
    assert stale.value.given == Given("answered", 5)
    assert read_draft(storage, started.id).saved[HOURS].given.value == 4
    with pytest.raises(StaleError):
        save(storage, started.id, HOURS, 6)
    assert save(storage, started.id, HOURS, 4, seen=1).revision == 2  # said twice, for want of an answer: no conflict
    assert save(storage, started.id, HOURS, 5, seen=2).revision == 3


def test_clearing_an_answer_is_a_revision_too(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form)
    started = begun(storage)
    save(storage, started.id, HOURS, 3)
    assert save(storage, started.id, HOURS, "", seen=1) == Saved(Given("unanswered"), 2)
    with pytest.raises(StaleError):
        save(storage, started.id, HOURS, 3, seen=1)


def test_mistakes_stay_in_the_draft_and_stop_the_submission(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form)
    started = begun(storage)
    filled(storage, started.id)
    long = "é" * (LONGEST_TEXT + 1)
    assert save(storage, started.id, Cell("beaucoup"), long).given.state == "invalid"
    assert read_draft(storage, started.id).saved[Cell("beaucoup")].given.value == long
    save(storage, started.id, Cell("freins"), {"argent": 1, "locaux": 1})
    with pytest.raises(NotReadyError) as refused:
        submit_response(storage, started.id, day=DAY)
    assert set(refused.value.review.faults) == {Cell("beaucoup"), Cell("freins")}
    assert read_draft(storage, started.id).state == "draft"


def test_nothing_forged_is_kept(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form)
    started = begun(storage)
    for cell, raw in ((SITE, "ailleurs"), (Cell("salaire"), 1), (Cell("projets", "fibre"), "prevu"), (HOURS, True)):
        with pytest.raises(ForgedAnswerError):
            save(storage, started.id, cell, raw)
    assert read_draft(storage, started.id).saved == {}
    with pytest.raises(AbsentError):
        save(storage, "0" * 32, SITE, "propre")


def test_a_draft_that_was_tampered_with_is_not_submitted(storage: Storage, form: Questionnaire) -> None:
    """Submission trusts nothing that is kept: an option written past the form is found."""
    opened_campaign(storage, form)
    started = begun(storage)
    filled(storage, started.id)
    with storage.answers.writing.begin() as connection:
        connection.execute(text("UPDATE answer SET value = '\"ailleurs\"' WHERE question = 'site'"))
    with pytest.raises(ForgedAnswerError):
        submit_response(storage, started.id, day=DAY)
    assert read_draft(storage, started.id).state == "draft"


def test_what_is_missing_or_empty_is_not_submitted(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form)
    started = begun(storage)
    with pytest.raises(NotReadyError):
        submit_response(storage, started.id, day=DAY)
    save(storage, started.id, Cell("fonction"), None, does_not_know=True)
    with pytest.raises(NotReadyError, match="rien à envoyer"):
        submit_response(storage, started.id, day=DAY)
    save(storage, started.id, SITE, "propre")
    with pytest.raises(NotReadyError) as refused:
        submit_response(storage, started.id, day=DAY)  # « Accessible ? » is required, and asked now
    assert set(refused.value.review.faults) == {Cell("francais")}


def test_hidden_answers_are_neither_counted_nor_kept_after_submission(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form)
    started = begun(storage)
    filled(storage, started.id)
    save(storage, started.id, SITE, "propre", seen=1)
    save(storage, started.id, Cell("francais"), "oui")
    save(storage, started.id, WHY, "Nous avons tout repris.")
    save(storage, started.id, SITE, "aucun", seen=2)  # hides the second, which hides the third
    assert WHY in read_draft(storage, started.id).saved
    submit_response(storage, started.id, day=DAY)
    assert set(read_draft(storage, started.id).saved) == {Cell("fonction"), SITE, HOURS}
    [(_, found)] = submitted(storage, "barometre")
    assert found.states[WHY] == found.states[Cell("francais")] == "not_asked"


def test_drafts_and_withdrawn_answers_do_not_count(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form)
    one, other = begun(storage), begun(storage, organisation=other_organisation("200070514", "Grand Cognac", "epci"))
    for started in (one, other):
        filled(storage, started.id)
    assert list(submitted(storage, "barometre")) == []
    submit_response(storage, one.id, day=DAY)
    assert [draft.id for draft, _ in submitted(storage, "barometre")] == [one.id]
    with pytest.raises(NotNowError, match="envoyée"):
        save(storage, one.id, HOURS, 1, seen=1)
    withdraw_response(storage, one.id)
    assert list(submitted(storage, "barometre")) == []
    again = begun(storage)  # its place is free
    filled(storage, again.id)
    submit_response(storage, again.id, day=DAY)


def test_one_organisation_answers_once(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form)
    first, second = begun(storage), begun(storage)  # both began before any was sent
    for started in (first, second):
        filled(storage, started.id)
    submit_response(storage, first.id, day=DAY)
    with pytest.raises(AlreadyAnsweredError):
        submit_response(storage, second.id, day=DAY)
    with pytest.raises(AlreadyAnsweredError):
        begun(storage)
    namesake = Organisation("com-17415", "Cognac", "commune", None, "com-17415")
    other = begun(storage, organisation=namesake)
    filled(storage, other.id)
    submit_response(storage, other.id, day=DAY)
    assert len(list(submitted(storage, "barometre"))) == 2


def test_one_siren_may_answer_two_forms(storage: Storage, form: Questionnaire) -> None:
    for name in ("barometre", "suite"):
        opened_campaign(storage, form, id=name)
        started = begun(storage, name)
        filled(storage, started.id)
        submit_response(storage, started.id, day=DAY)
    assert [len(list(submitted(storage, name))) for name in ("barometre", "suite")] == [1, 1]


@pytest.mark.parametrize(("respondents", "kept"), [("last", 1), ("by_function", 2)])
def test_several_respondents_where_it_was_declared(
    storage: Storage, form: Questionnaire, respondents: str, kept: int
) -> None:
    opened_campaign(storage, form, respondents=respondents)
    for function in ("dgs", "maire"):
        started = begun(storage)
        save(storage, started.id, Cell("fonction"), function)
        save(storage, started.id, HOURS, 2)
        submit_response(storage, started.id, day=DAY)
    functions = [found.values[Cell("fonction")] for _, found in submitted(storage, "barometre")]
    assert len(functions) == kept
    assert "maire" in functions


def test_the_unique_place_holds_without_our_code(storage: Storage, form: Questionnaire) -> None:
    """Two processes that both saw a free place: the database refuses the second."""
    opened_campaign(storage, form)
    for _ in range(2):
        filled(storage, begun(storage).id)
    with pytest.raises(Exception, match=r"(?i)unique"), storage.answers.writing.begin() as connection:
        connection.execute(text("UPDATE response SET state = 'submitted', slot = 'com-16102'"))


def test_who_may_answer_and_when(storage: Storage, form: Questionnaire) -> None:
    campaign = campaign_fields()
    from participation.model.campaigns import Campaign

    create_campaign(storage, Campaign.model_validate(campaign), form, day=DAY, actor="o")
    with pytest.raises(NotNowError, match="en préparation"):
        begun(storage)
    advance_campaign(storage, "barometre", "open", day=DAY, actor="o")
    with pytest.raises(NotNowError, match="ne s’adresse pas"):
        begun(storage, organisation=other_organisation("443061841", "Syndicat", "syndicat"))
    with pytest.raises(NotNowError):
        begun(storage, strata=("commune",))  # strata are for anonymous ones
    started = begun(storage)
    with pytest.raises(NotNowError, match="01/12/2026"):
        save(storage, started.id, HOURS, 1, day=date(2026, 12, 2))
    advance_campaign(storage, "barometre", "closed", day=DAY, actor="o")
    for refused in (lambda: save(storage, started.id, HOURS, 1), lambda: begun(storage)):
        with pytest.raises(NotNowError, match="close"):
            refused()
    with pytest.raises(CampaignError):
        advance_campaign(storage, "barometre", "open", day=DAY, actor="o")


def test_the_form_is_frozen_once_a_campaign_has_it(storage: Storage, form: Questionnaire) -> None:
    campaign = opened_campaign(storage, form)
    assert form_of(storage, campaign) == form
    assert campaign.sha == form.sha
    body = form.model_copy(update={"title": "Autre titre"})
    other = Questionnaire.model_validate(body.model_dump(by_alias=True))
    from participation.model.campaigns import Campaign

    with pytest.raises(NotNowError, match="202E"):
        create_campaign(
            storage, Campaign.model_validate(campaign_fields(id="autre", title="Essai\u202e")), form, day=DAY, actor="a"
        )
    with pytest.raises(NotNowError, match="numéro suivant"):
        create_campaign(storage, Campaign.model_validate(campaign_fields(id="b")), other, day=DAY, actor="o")
    with pytest.raises(NotNowError, match="déjà été ouverte"):
        create_campaign(storage, Campaign.model_validate(campaign_fields()), form, day=DAY, actor="o")
    with storage.answers.writing.begin() as connection:
        connection.execute(text("UPDATE questionnaire SET body = replace(body, 'Maire', 'Reine')"))
    with pytest.raises(FrozenDocumentError):
        form_of(storage, campaign)
    assert [one.id for one in all_campaigns(storage)] == ["barometre"]


def test_times_are_weeks_and_nothing_finer(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form)
    started = begun(storage)
    filled(storage, started.id)
    opened = open_ticket(storage, started.id, datetime(2026, 11, 25, 14, 32, 7))
    with storage.answers.reading.connect() as connection:
        weeks = set(connection.scalars(text("SELECT week FROM response UNION SELECT given FROM consent")))
        ends = set(connection.scalars(text("SELECT expires FROM ticket")))
    assert {str(week) for week in weeks} == {str(MONDAY)}
    assert ends == {"2026-11-26T03"}
    assert (held := draft_of_ticket(storage, opened, datetime(2026, 11, 26, 2, 32)))
    assert held[0].id == started.id
    assert draft_of_ticket(storage, opened, datetime(2026, 11, 26, 3, 0)) is None
    assert draft_of_ticket(storage, "0" * 32, datetime(2026, 11, 25, 15)) is None
    purge_drafts(storage, day=date(2026, 11, 26), actor="nuit")
    assert (held := draft_of_ticket(storage, opened, datetime(2026, 11, 26, 2, 32)))
    assert held[0].id == started.id
    purge_drafts(storage, day=date(2026, 11, 27), actor="nuit")
    assert count(storage, "ticket") == 0
    opened = open_ticket(storage, started.id, datetime(2026, 11, 25, 14, 32, 7))
    close_ticket(storage, opened)
    assert draft_of_ticket(storage, opened, datetime(2026, 11, 25, 15)) is None


def test_erasure_by_code_leaves_nothing(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form)
    started, kept = begun(storage), begun(storage)
    for one in (started, kept):
        filled(storage, one.id)
        open_ticket(storage, one.id, datetime(2026, 11, 25, 14))
    assert erase_by_code(storage, started.code, day=DAY, actor="répondant") == "barometre"
    assert [count(storage, table) for table in ("response", "answer", "ticket", "consent")] == [1, 3, 1, 1]
    with pytest.raises(AbsentError):
        erase_by_code(storage, started.code, day=DAY, actor="répondant")
    for state in ("closed", "published"):
        advance_campaign(storage, "barometre", state, day=DAY, actor="o")  # type: ignore[arg-type]
    with pytest.raises(NotNowError, match="publiés"):
        erase_by_code(storage, kept.code, day=DAY, actor="répondant")


def test_left_drafts_are_purged_after_ninety_days(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form, purge_on=date(2028, 1, 1), closes=date(2027, 12, 1))
    left, recent, sent = begun(storage), begun(storage), begun(storage)
    filled(storage, sent.id)
    submit_response(storage, sent.id, day=DAY)
    save(storage, recent.id, HOURS, 1, day=DAY + timedelta(days=21))
    assert purge_drafts(storage, day=MONDAY + timedelta(days=90), actor="purge") == 0
    assert purge_drafts(storage, day=MONDAY + timedelta(days=91), actor="purge") == 1
    assert find_response(storage, left.code) is None
    assert find_response(storage, recent.code) == recent.id
    assert find_response(storage, sent.code) == sent.id


def test_a_campaign_is_purged_when_it_was_said_to_be(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form)
    filled(storage, begun(storage).id)
    advance_campaign(storage, "barometre", "closed", day=DAY, actor="o")
    with pytest.raises(NotNowError, match="01/03/2027"):
        purge_campaign(storage, "barometre", day=DAY, actor="gardienne")
    purge_campaign(storage, "barometre", day=date(2027, 3, 1), actor="gardienne")
    assert campaign_of(storage, "barometre").state == "purged"
    assert [count(storage, table) for table in ("response", "answer", "consent", "invitation", "contact")] == [0] * 5


def test_the_audit_is_a_chain(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form)
    advance_campaign(storage, "barometre", "closed", day=DAY, actor="organisatrice")
    lines = list(acts(storage))
    assert [(act.seq, act.action, act.object) for act in lines] == [
        (1, "create", "barometre"), (2, "open", "barometre"), (3, "closed", "barometre"),
    ]  # fmt: skip
    assert all(act.sound for act in lines)
    with storage.answers.writing.begin() as connection:
        connection.execute(text("UPDATE audit SET actor = 'personne' WHERE seq = 2"))
    assert [act.sound for act in acts(storage)] == [True, False, True]
    with storage.answers.writing.begin() as connection:
        connection.execute(text("DELETE FROM audit WHERE seq = 2"))
    assert [act.sound for act in acts(storage)] == [True, False]
    assert COGNAC.id not in {act.object for act in lines}


def test_a_name_that_no_database_can_hold_is_the_name_of_nothing(storage: Storage) -> None:
    """As an address may say it: PostgreSQL refuses to look for it, which was a page that fails."""
    for name in ("a\x00b", "\x00"):
        for asked in (campaign_of, published_sha):
            with pytest.raises(AbsentError):
                asked(storage, name)
