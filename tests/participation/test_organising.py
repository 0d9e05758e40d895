"""Who may do what: every act by every role, on its own campaign and on another's; what the audit keeps of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from observatoire.model.catalog import load_catalog
from observatoire.model.store import Store, open_store
from participation.model.campaigns import Campaign, CampaignError
from participation.model.codes import code_from, read_code, shown_code
from participation.model.faults import Fault
from participation.model.organisations import known_organisation
from participation.model.questionnaire import Questionnaire
from participation.model.reading import QUESTIONNAIRES, load_questionnaires, read_brought
from participation.model.rights import ALLOWED, EVERYWHERE, OF_ALL_CAMPAIGNS, ROLES, Act, Right, actor_of, person_of
from participation.organising import acts
from participation.organising.comparing import possible
from participation.organising.creating import CreationError, campaign_from, identifier_of, proposed_types
from participation.organising.following import following
from participation.organising.office import ForbiddenError, Office
from participation.organising.publishing import check_preparing, prepare, publish
from participation.storage.access.contacts import release_contacts, released_on
from participation.storage.access.rights import all_people, grant, revoke, rights_of
from participation.storage.access.sessions import close_session, open_session, person_of_session
from participation.storage.answering import submit
from participation.storage.audit import acts as audit_lines
from participation.storage.campaigns import campaign_of, create_campaign
from participation.storage.opening import Storage
from participation.storage.publishing import publish_campaign, published_bytes
from participation.storage.refusals import AbsentError, NotNowError, RefusedError
from participation.storage.submitting import submit_response, withdraw_response
from participation.storage.vault import invitation_of, invite, spend
from participation.views.organising.form import faults_html, form_sentence, read_through_html
from tests.participation.conftest import DAY, FORM, begun, campaign_fields, filled, opened_campaign

FORM_OF = Questionnaire.model_validate(FORM)
KEY = b"k" * 32
NOW = datetime(2026, 11, 25, 14, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store()


def office(storage: Storage, role: str, scope: str = EVERYWHERE) -> Office:
    """Somebody who has one right."""
    person = person_of(storage.key, "https://compte.exemple.fr", f"{role} {scope}")
    grant(storage, person, Right(role, scope), day=DAY, actor="hébergeur")  # type: ignore[arg-type]
    return Office(storage, person, DAY)


DO: dict[Act, Callable[[Office, Any], object]] = {
    "see": lambda who, _: who.campaign("barometre"),
    "create": lambda who, _: acts.create(who, Campaign.model_validate(campaign_fields(id="neuve")), FORM_OF),
    "discard": lambda who, _: acts.discard(who, "barometre"),
    "open": lambda who, _: acts.open_campaign(who, "barometre"),
    "invite": lambda who, _: acts.invite_all(who, "barometre", ["com-16102"]),
    "follow": lambda who, store: following(who, store, "barometre"),
    "move_last_day": lambda who, _: acts.move_last_day(who, "barometre", date(2026, 12, 15)),
    "close": lambda who, _: acts.close_campaign(who, "barometre"),
    "publish": lambda who, _: check_preparing(who, "barometre"),
    "take_contacts": lambda who, _: acts.take_contacts(who, "barometre"),
    "change_notice": lambda who, _: acts.change_notice(who, "barometre", "Autre."),
    "erase": lambda who, _: acts.erase(who, "barometre", "0" * 17),
    "purge": lambda who, _: acts.purge(who, "barometre"),
    "purge_drafts": lambda who, _: acts.purge_left_drafts(who),
    "release": lambda who, _: acts.release(who, "barometre"),
    "erase_contacts": lambda who, _: acts.erase_contacts(who, "barometre"),
    "read_audit": lambda who, _: acts.read_audit(who),
}
"""Each act, tried on the campaign `barometre`."""


def passes(act: Act, who: Office, store: Store) -> bool:
    """Whether an act is let through; what then stands in its way is no matter of rights."""
    try:
        DO[act](who, store)
    except ForbiddenError:
        return False
    except (RefusedError, ValueError):
        return True
    return True


def test_every_act_is_tried() -> None:
    assert set(DO) == set(get_args(Act)) == set(ALLOWED)


def test_every_act_by_every_role_and_scope(files: Storage, store: Store) -> None:
    for identifier in ("barometre", "autre"):
        campaign = Campaign.model_validate(campaign_fields(id=identifier, eligible=["region"]))
        create_campaign(files, campaign, FORM_OF, day=DAY, actor="essai")
    held = {(role, scope): office(files, role, scope) for role in ROLES for scope in ("autre", "barometre", EVERYWHERE)}
    nobody = Office(files, person_of(KEY, "https://compte.exemple.fr", "personne"), DAY)
    lines = len(list(audit_lines(files)))
    allowed = []
    for act in DO:
        assert not passes(act, nobody, store)
        for (role, scope), who in held.items():
            on_it = scope == EVERYWHERE or (scope == "barometre" and act not in OF_ALL_CAMPAIGNS)
            if role in ALLOWED[act] and on_it:
                allowed.append((act, who))
            else:
                assert not passes(act, who, store), (act, role, scope)
    assert len(list(audit_lines(files))) == lines, "what is refused does nothing, and leaves nothing"
    assert len(allowed) == 2 * (len(DO) + 1) - len(OF_ALL_CAMPAIGNS)
    last = [one for one in allowed if one[0] == "discard"]  # after it there is no campaign any more
    assert all(passes(act, who, store) for act, who in [*(one for one in allowed if one not in last), *last])


def test_a_right_that_is_revoked_is_gone_at_the_next_act(files: Storage) -> None:
    create_campaign(files, Campaign.model_validate(campaign_fields()), FORM_OF, day=DAY, actor="essai")
    who = office(files, "organiser")
    opened = open_session(files, who.person, NOW)
    acts.open_campaign(who, "barometre")
    revoke(files, who.person, day=DAY, actor="hébergeur")
    with pytest.raises(ForbiddenError):
        acts.close_campaign(who, "barometre")
    assert who.campaigns() == []
    assert all_people(files) == {}
    assert person_of_session(files, opened, NOW) is None, "its session is over too"
    with pytest.raises(AbsentError):
        revoke(files, who.person, day=DAY, actor="hébergeur")


def test_acts_are_audited_under_a_pseudonym_that_the_vault_does_not_hold(files: Storage) -> None:
    create_campaign(files, Campaign.model_validate(campaign_fields()), FORM_OF, day=DAY, actor="essai")
    who = office(files, "organiser")
    acts.open_campaign(who, "barometre")
    acts.invite_all(who, "barometre", ["com-16102", "com-17415"])
    acts.close_campaign(who, "barometre")
    lines = list(audit_lines(files))
    assert all(line.sound for line in lines)
    mine = [
        (line.action, line.object) for line in lines if line.actor == f"organisation {actor_of(files.key, who.person)}"
    ]
    assert mine == [("open", "barometre"), ("invite", "barometre (2)"), ("closed", "barometre")]
    told = json.dumps([[line.actor, line.object] for line in lines])
    assert who.person not in told
    assert shown_code(who.person) not in told
    assert person_of(files.key, "https://compte.exemple.fr", "organiser *") == who.person


def test_who_somebody_is_depends_on_the_key_the_provider_and_the_name_and_reads_as_a_code() -> None:
    one = person_of(KEY, "https://a.fr", "42")
    others = {
        person_of(b"j" * 32, "https://a.fr", "42"),
        person_of(KEY, "https://a.fr4", "2"),
        person_of(KEY, "b", "42"),
    }
    assert one not in others
    assert len(others) == 3
    assert read_code(shown_code(one).lower()) == one
    assert actor_of(KEY, one) not in shown_code(one)
    assert code_from(b"\xff" * 10)[:16] == "Z" * 16
    assert code_from(b"\x00" * 9 + b"\x01")[:16] == "0" * 15 + "1"


def test_a_session_lasts_eight_hours_at_most_and_is_kept_as_a_hash(files: Storage) -> None:
    who = office(files, "organiser")
    opened = open_session(files, who.person, NOW)
    assert person_of_session(files, opened, NOW + timedelta(hours=7)) == who.person
    assert person_of_session(files, opened, NOW + timedelta(hours=8)) is None
    assert person_of_session(files, "0" * 32, NOW) is None
    content = b"".join(
        path.read_bytes() for path in Path(str(files.vault.writing.url.database)).parent.glob("vault.db*")
    )
    assert opened.encode() not in content
    close_session(files, opened)
    assert person_of_session(files, opened, NOW) is None
    stranger = person_of(files.key, "local", "password")
    with pytest.raises(NotNowError, match="aucun droit"):
        open_session(files, stranger, NOW)


@pytest.mark.xdist_group("postgresql")  # one server for all tests of it
def test_rights_on_postgresql_too(storage: Storage) -> None:
    who = office(storage, "organiser", "barometre")
    grant(storage, who.person, Right("coder", EVERYWHERE), day=DAY, actor="h")
    grant(storage, who.person, Right("coder", EVERYWHERE), day=DAY, actor="h")
    assert rights_of(storage, who.person) == {Right("organiser", "barometre"), Right("coder", EVERYWHERE)}
    opened = open_session(storage, who.person, NOW)
    assert person_of_session(storage, opened, NOW) == who.person
    tokens = invite(storage, "barometre", ["com-16102", "com-17415"], day=DAY)
    spend(storage, tokens["com-16102"], "barometre", day=DAY)
    assert set(invite(storage, "barometre", tokens, day=DAY, among="unspent")) == {"com-17415"}
    assert invite(storage, "barometre", tokens, day=DAY, among="new") == {}
    release_contacts(storage, "barometre", day=DAY)
    release_contacts(storage, "barometre", day=DAY + timedelta(days=1))
    assert released_on(storage, "barometre") == DAY, "once is enough"
    assert revoke(storage, who.person, "coder", day=DAY, actor="h") == 1
    assert rights_of(storage, who.person) == {Right("organiser", "barometre")}
    assert revoke(storage, who.person, day=DAY, actor="h") == 1
    assert person_of_session(storage, opened, NOW) is None


def test_a_code_that_was_used_is_replaced_where_a_response_is_missing_and_audited(files: Storage) -> None:
    opened_campaign(files, Questionnaire.model_validate(FORM), mode="anonyme", invited=True)
    who = office(files, "organiser")
    [code] = acts.invite_all(who, "barometre", ["com-16102"]).values()
    assert not acts.can_replace(who, "barometre")
    with pytest.raises(NotNowError, match="pas utilisé"):
        acts.replace_code(who, "barometre", "com-16102")
    spend(files, code, "barometre", day=DAY)  # and the machine stops
    assert acts.can_replace(who, "barometre")
    again = acts.replace_code(who, "barometre", "com-16102")
    assert not invitation_of(files, again["com-16102"]).spent
    assert not acts.can_replace(who, "barometre")
    last = list(audit_lines(files))[-1]
    assert (last.action, last.object) == ("replace_code", "barometre"), "whose code it was is not beside the answers"


def test_a_campaign_of_the_same_name_is_not_replaced_nor_a_closed_one_invited_to(files: Storage) -> None:
    who = office(files, "organiser")
    campaign = Campaign.model_validate(campaign_fields(title="Baromètre : l'essai", notice="Qui ? La mairie."))
    acts.create(who, campaign, FORM_OF)
    kept = campaign_of(files, "barometre")
    assert (kept.title, kept.notice) == ("Baromètre\u202f: l’essai", "Qui\u202f? La mairie."), "as pages show them"
    with pytest.raises(NotNowError, match="déjà"):
        acts.create(who, campaign, FORM_OF)
    acts.open_campaign(who, "barometre")
    codes = acts.invite_all(who, "barometre", ["com-16102", "com-17415", "com-16102"])
    assert invitation_of(files, codes["com-16102"]).organisation == "com-16102"
    assert acts.invited(who, "barometre") == {"com-16102": False, "com-17415": False}
    assert acts.invite_all(who, "barometre", ["com-16102"]) == {}, "a list that is sent twice kills no code"
    assert invitation_of(files, codes["com-16102"]).organisation == "com-16102"
    assert set(acts.invite_all(who, "barometre", ["com-16102"], renewed=True)) == {"com-16102"}
    with pytest.raises(AbsentError):
        invitation_of(files, codes["com-16102"])
    spend(files, codes["com-17415"], "barometre", day=DAY)
    assert acts.invite_all(who, "barometre", ["com-17415"], renewed=True) == {}, "nobody answers twice"
    acts.close_campaign(who, "barometre")
    with pytest.raises(NotNowError, match="close"):
        acts.invite_all(who, "barometre", ["com-16102"])


def test_a_campaign_that_was_never_open_is_thrown_away_and_its_name_is_free(files: Storage) -> None:
    who = office(files, "organiser")
    campaign = Campaign.model_validate(campaign_fields(invited=True))
    acts.create(who, campaign, FORM_OF)
    code = acts.invite_all(who, "barometre", ["com-16102"])["com-16102"]
    acts.discard(who, "barometre")
    with pytest.raises(AbsentError):
        invitation_of(files, code)
    acts.create(who, campaign, FORM_OF)
    acts.open_campaign(who, "barometre")
    with pytest.raises(NotNowError, match="ne se jette pas"):
        acts.discard(who, "barometre")
    assert [one.id for one in who.campaigns()] == ["barometre"]


def test_the_last_day_moves_until_a_campaign_closes_and_closing_early_says_so(files: Storage) -> None:
    opened_campaign(files, FORM_OF)
    who = office(files, "organiser", "barometre")
    assert acts.move_last_day(who, "barometre", date(2026, 12, 24)).closes == date(2026, 12, 24)
    for refused, why in ((date(2026, 11, 24), "à venir"), (date(2027, 4, 1), "dates se suivent")):
        with pytest.raises((NotNowError, CampaignError), match=why):
            acts.move_last_day(who, "barometre", refused)
    assert acts.close_campaign(who, "barometre").closes == DAY, "nobody could answer after this day"
    with pytest.raises(NotNowError):
        acts.move_last_day(who, "barometre", date(2026, 12, 24))


def test_where_no_code_is_asked_those_who_answered_are_reminded_of_nothing(files: Storage, store: Store) -> None:
    opened_campaign(files, FORM_OF)
    who = office(files, "organiser", "barometre")
    acts.invite_all(who, "barometre", ["com-16102", "com-17415"])
    started = begun(files)
    filled(files, started.id)
    submit_response(files, started.id, day=DAY)
    assert acts.invited(who, "barometre") == {"com-16102": True, "com-17415": False}
    assert acts.codes_spent(who, "barometre") == {"com-16102": False, "com-17415": False}
    found = following(who, store, "barometre")
    assert (found.submitted, found.drafts, found.from_invitations) == (1, 0, False)
    assert found.everyone.rates.invited.tolist() == [2], "those on the list, not all communes"


def test_who_withdraws_is_waited_for_again_though_their_code_is_used(files: Storage, store: Store) -> None:
    opened_campaign(files, FORM_OF, invited=True)
    who = office(files, "organiser", "barometre")
    code = acts.invite_all(who, "barometre", ["com-16102", "com-17415"])["com-16102"]
    started = begun(files)
    filled(files, started.id)
    submit(files, started.id, day=DAY, token=code)
    assert following(who, store, "barometre").everyone.rates.taken_part.tolist() == [1]
    withdraw_response(files, started.id)
    assert acts.invited(who, "barometre") == {"com-16102": False, "com-17415": False}, "both are reminded"
    assert acts.codes_spent(who, "barometre") == {"com-16102": True, "com-17415": False}
    assert following(who, store, "barometre").everyone.rates.taken_part.tolist() == [0]


def test_a_guardian_erases_by_code_in_their_own_campaign_alone(files: Storage) -> None:
    opened_campaign(files, FORM_OF)
    opened_campaign(files, FORM_OF, id="autre")
    started = begun(files)
    filled(files, started.id)
    who = office(files, "guardian", "autre")
    with pytest.raises(AbsentError):
        acts.erase(who, "autre", read_code(started.code))
    acts.erase(office(files, "guardian", "barometre"), "barometre", read_code(started.code))
    with pytest.raises(AbsentError):
        acts.erase(office(files, "guardian", "barometre"), "barometre", read_code(started.code))


def test_what_is_published_is_what_was_read(files: Storage, store: Store) -> None:
    opened_campaign(files, FORM_OF)
    ids = []
    for place in ("com-16102", "com-17415", "com-16015", "com-33063", "com-86194", "com-79191"):
        started = begun(files, organisation=known_organisation(store, place))
        filled(files, started.id)
        submit_response(files, started.id, day=DAY)
        ids.append(started.id)
    who = office(files, "organiser", "barometre")
    with pytest.raises(NotNowError, match="close"):
        check_preparing(who, "barometre")
    with pytest.raises(NotNowError, match="close"):
        prepare(files, store, "barometre", DAY)
    acts.close_campaign(who, "barometre")
    check_preparing(who, "barometre")
    prepared = prepare(files, store, "barometre", DAY)
    assert prepared.made["answers"] == 6
    assert prepared.withheld[0] == prepared.withheld[1] > 0, "six answers that weigh differently tell nothing"
    stranger = office(files, "organiser", "autre")
    with pytest.raises(ForbiddenError):
        publish(stranger, prepared)
    withdraw_response(files, ids[0])
    with pytest.raises(NotNowError, match="retirée"):
        publish(who, prepared)
    again = prepare(files, store, "barometre", DAY)
    with pytest.raises(NotNowError, match="un autre jour"):
        publish(replace(who, day=DAY + timedelta(days=1)), again)
    publish(who, again)
    with pytest.raises(NotNowError, match="une seule fois"):
        check_preparing(who, "barometre")
    assert published_bytes(files, "barometre") == again.frozen[0]
    assert again.made["answers"] == 5


def test_only_what_is_possible_is_offered_to_read_results_by(files: Storage, store: Store) -> None:
    """An edition needs questions declared comparable, a mirror a poll whose questions name it, fifths a hundred."""
    who, catalog = office(files, "organiser"), load_catalog()
    opened_campaign(files, FORM_OF)
    opened_campaign(files, FORM_OF, id="ouverte")
    acts.close_campaign(who, "barometre")
    publish_campaign(files, "barometre", (b"{}", "0" * 64), (), day=DAY, actor="essai")
    comparable = Questionnaire.model_validate(FORM | {"compared": [{"question": "site"}]})
    offered = possible(who, store, catalog, FORM_OF, "organisation", ("region",))
    assert (offered.indicators, offered.editions) == ((), ()), "eighteen régions make no fifths"
    assert [one.id for one in offered.undeclared] == ["barometre"]
    offered = possible(who, store, catalog, comparable, "anonyme", ("region", "epci"))
    assert [one.id for one in offered.editions] == ["barometre"], "one that is open is no edition yet"
    assert "part_65_ans_plus" in offered.indicators
    assert not offered.mirrored
    there = possible(who, store, catalog, comparable, "organisation", ("epci",), ("dep-16",))
    assert (there.indicators, there.editions) == ((), ()), "nine EPCI, and no edition of that département"
    assert possible(who, store, catalog, comparable, "organisation", ("commune",), ("dep-16",)).indicators
    asked = {"id": "site", "kind": "yes_no", "text": "Un site ?", "mirror_of": "essai.site"}
    section = {"id": "site", "title": "Site", "minutes": 1, "questions": [asked]}
    poll = Questionnaire.model_validate(FORM | {"id": "habitants", "sections": [section]})
    offered = possible(who, store, catalog, poll, "citoyenne", ())
    assert [one.id for one in offered.mirrored] == ["ouverte", "barometre"]
    assert possible(who, store, catalog, FORM_OF, "citoyenne", ()).mirrored == (), "its questions mirror nothing"


def test_a_campaign_is_refused_with_all_that_is_wrong_at_once() -> None:
    fields = {
        "id": "Été", "title": "", "mode": "organisation", "eligible": (), "invited": True, "respondents": "one",
        "opens": date(2026, 12, 1), "closes": date(2026, 11, 1), "purge_on": date(2027, 1, 1),
        "notice": "Qui : [nom].", "contact_key": "abc",
    }  # fmt: skip
    with pytest.raises(CreationError) as refused:
        campaign_from(fields, FORM_OF)
    told = " ".join(refused.value.faults)
    for part in ("dates", "crochets", "type d’organisation", "L’identifiant", "Le titre", "La clé"):
        assert part in told
    with pytest.raises(CreationError, match="Il manque une date"):
        campaign_from({**fields, "opens": None}, FORM_OF)
    sound = {**fields, "id": "ete", "title": "Été", "eligible": ("commune",), "closes": date(2026, 12, 24)}
    assert campaign_from({**sound, "notice": "Qui.", "contact_key": ""}, FORM_OF).version == 1
    assert identifier_of("Baromètre 2026 : l’œil") == "barometre_2026_l_oeil"
    assert identifier_of("2026, été") == "ete"
    assert identifier_of("éàü" * 40) == "eau" * 13 + "e"


@pytest.mark.parametrize(
    ("within", "types"),
    [
        ((), ("commune", "epci")),
        (("epci-200070514",), ("commune",)),
        (("epci-200070514", "epci-241600303"), ("commune", "epci")),
        (("compose-200070514",), ("commune",)),
        (("compose-16102.16330",), ("commune",)),
        (("dep-16",), ("commune", "epci")),
    ],
)
def test_an_epci_alone_is_not_asked_unless_somebody_chooses_it(within: tuple[str, ...], types: tuple[str, ...]) -> None:
    assert proposed_types(open_store(), within) == types


def test_a_questionnaire_that_is_brought_is_read_or_refused_with_all_its_faults() -> None:
    shipped = (QUESTIONNAIRES / "barometre_communication.toml").read_bytes()
    [form] = read_brought(b"\xef\xbb\xbf" + shipped.replace(b"\n", b"\r\n"), "le mien.toml").forms.values()
    assert form.sha == load_questionnaires()["barometre_communication"].sha, "a mark and ends of lines change nothing"
    wrong = shipped.replace(b'kind = "one"', b'kind = "seul"', 1).replace(b"minutes = 0.5", b"minutes = -1", 1)
    reading = read_brought(wrong, "le mien.toml")
    assert not reading.forms
    assert len(reading.faults) >= 2, "all of them at once"
    html = faults_html(list(reading.faults))
    assert "valeurs possibles" in html
    assert "ce nombre est trop petit" in html
    assert "Input" not in html, "what the library says in English"
    assert faults_html([Fault("<b>.toml", 3, "<i>", "corrigez <u>.")]).count("&lt;") == 2
    for content, why in ((b"\xff\xfe\x00", "UTF-8"), (b"x" * 2_000_001, "2 Mo"), (b"[[[", "TOML")):
        [fault] = read_brought(content, "le mien.toml").faults
        assert why in fault.mend
    assert "9 questions, dont 1 obligatoire" in form_sentence(form).replace("\u202f", " ").replace("\u00a0", " ")
    short = Questionnaire.model_validate(FORM | {"sections": FORM["sections"][:1]})
    assert "1 question, dont 1 obligatoire, 1 minute environ" in form_sentence(short).replace("\u00a0", " ")
    text = read_through_html(form)
    assert all(question.text in text for question in form.questions.values() if "'" not in question.text)
