"""The organiser's pages, driven without a browser: each for who may see it, refused to others, nothing twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatoire.model.store import open_store
from pages.organiser import signing_in
from pages.organiser.publication import computing, reading
from pages.server.apart.pool import Pool
from pages.server.organiser import preparing
from pages.server.organiser.preparing import NOT_COMPUTED, Preparations
from pages.server.participer import desk
from participation.configuration import PLACE
from participation.model.campaigns import Campaign
from participation.model.organisations import known_organisation
from participation.model.questionnaire import Questionnaire
from participation.model.rights import EVERYWHERE, Right, person_of
from participation.storage.access.rights import grant, revoke
from participation.storage.answering import submit
from participation.storage.campaigns import advance_campaign, campaign_of, create_campaign
from participation.storage.opening import Storage
from participation.storage.publishing import published_sha
from participation.storage.refusals import AbsentError
from participation.storage.responses import start_response
from participation.storage.submitting import submit_response
from participation.storage.vault import invitation_of, invite, spent_by
from tests.pages.apart import Apart
from tests.pages.test_pages import at_page, words
from tests.participation.conftest import FORM, begun, campaign_fields, filled

DAY = date(2026, 11, 25)
FORM_OF = Questionnaire.model_validate(FORM)


@pytest.fixture
def on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    monkeypatch.setenv(PLACE, str(tmp_path / "participation"))
    desk.storage.cache_clear()
    monkeypatch.setattr(signing_in, "today", lambda: DAY)
    opened = desk.storage()
    create_campaign(opened, Campaign.model_validate(campaign_fields()), FORM_OF, day=DAY, actor="essai")
    create_campaign(opened, Campaign.model_validate(campaign_fields(id="autre")), FORM_OF, day=DAY, actor="essai")
    yield opened
    opened.close()
    desk.storage.cache_clear()


@pytest.fixture
def signed_in(on: Storage, monkeypatch: pytest.MonkeyPatch) -> str:
    """Somebody who organises the campaign `barometre` and guards its data."""
    person = person_of(on.key, "https://compte.exemple.fr", "42")
    for role in ("organiser", "guardian"):
        grant(on, person, Right(role, "barometre"), day=DAY, actor="hébergeur")  # type: ignore[arg-type]
    monkeypatch.setattr(signing_in, "person_here", lambda: person)
    return person


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> Apart:
    """The other process, which computes a publication when it is told to."""
    bench = Apart()
    made = Preparations(Pool(bench))
    for module in (preparing, computing, reading):
        monkeypatch.setattr(module, "PREPARATIONS", made)
    return bench


def page(name: str, campaign: str = "") -> AppTest:
    app = at_page(name)
    if campaign:
        app.query_params["campagne"] = campaign
    app.run()
    assert not app.exception, app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert not app.exception, app.exception
    return app


def test_nobody_sees_a_campaign_without_signing_in_and_nobody_without_a_right(
    on: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page("organiser-campagne", "barometre")
    assert "Baromètre" not in words(app)
    assert "Aucun moyen de se connecter" in app.info[-1].value
    monkeypatch.setattr(signing_in, "person_here", lambda: signing_in.OVER)
    app.run()
    assert "huit heures" in app.info[0].value
    person = person_of(on.key, "https://compte.exemple.fr", "personne")
    monkeypatch.setattr(signing_in, "person_here", lambda: person)
    app.run()
    assert "aucun droit" in app.warning[0].value
    assert len(app.code[0].value) == 21
    grant(on, person, Right("coder", "autre"), day=DAY, actor="hébergeur")
    app.session_state["organiser-dit"] = "forgé"
    app.run()
    assert "pas ce droit" in app.error[0].value
    assert "Baromètre" not in words(app)


def test_a_campaign_is_read_through_opened_and_invited_to(on: Storage, signed_in: str) -> None:
    campaign = Campaign.model_validate(campaign_fields(invited=True))
    create_campaign(on, campaign, FORM_OF, day=DAY, actor="essai")
    app = page("organiser-campagne", "barometre")
    text = words(app)
    assert "1. Votre fonction\u202f?" in text
    assert "Seulement si «\u00a0Un site\u202f?\u00a0» a pour réponse «\u00a0Un site à nous\u00a0» ou" in text
    assert next(button for button in app.button if button.label == "Ouvrir aux réponses").disabled
    app.checkbox(key="organiser-relu-barometre").check()
    app.run()
    press(app, "Ouvrir aux réponses")
    assert campaign_of(on, "barometre").state == "open"
    assert app.success[0].value == "La campagne est ouverte. Il reste à inviter, par «\u00a0Invitations\u00a0»."
    assert not app.info, "what one did oneself is no news"
    app = page("organiser-invitations", "barometre")
    app.text_area(key="organiser-lignes").input("16102\nZorglub\n17415;Saintes")
    app.run()
    assert "aucune organisation ne porte ce code" in words(app)
    assert spent_by(on, "barometre") == {}
    press(app, "Inviter, et faire 2\u00a0codes")
    assert spent_by(on, "barometre") == {"com-16102": False, "com-17415": False}
    assert app.subheader[0].value == "2\u00a0codes sont prêts, pour cette fois seulement"
    advance_campaign(on, "barometre", "closed", day=DAY, actor="un collègue")
    app.run()
    assert "Entre-temps, quelqu’un d’autre a changé la campagne" in app.info[0].value
    assert app.subheader[0].value.startswith("2\u00a0codes sont prêts"), "codes that nobody has kept yet stay there"
    revoke(on, signed_in, "organiser", day=DAY, actor="hébergeur")
    app.run()
    assert "pas ce droit" in app.error[0].value, "out at the next click"
    assert not app.get("download_button")


def test_what_a_browser_kept_of_a_campaign_comes_back_where_nothing_was_chosen_since(
    on: Storage, signed_in: str
) -> None:
    grant(on, signed_in, Right("organiser", EVERYWHERE), day=DAY, actor="hébergeur")
    app = page("organiser-nouvelle")
    field = next(one for one in app.text_area if one.label == "Gardé dans ce navigateur")
    kept = {
        "organiser-titre": "La mienne", "organiser-notice": "Qui, pourquoi.", "organiser-ou": "Des territoires",
        "organiser-territoires": ["dep-16", "nulle-part"], "organiser-types": ["epci", {}],
        "organiser-fin": "2027-01-31",
        "organiser-seuil-organisation": "12", "organiser-mode": ["inventé"], "organiser-debut": ["hier"],
        "organiser-effacement": "9999-12-31", "organiser-cle": "secret", "organiser-invite": "oui",
    }  # fmt: skip
    seen = {key: app.session_state[key] for key in kept if key in app.session_state}
    app.text_area(key="organiser-notice").input("Une autre, choisie entre-temps.").run()
    field.input(json.dumps({"id": "1", "seen": seen, "values": kept}, default=str)).run()
    assert not app.exception
    assert app.text_input(key="organiser-titre").value == "La mienne"
    assert app.text_input(key="organiser-id").value == "la_mienne"
    assert app.text_area(key="organiser-notice").value == "Une autre, choisie entre-temps."
    assert app.multiselect(key="organiser-types").value == ["epci"]
    assert "Retirer Charente" in [one.label for one in app.button]
    assert app.number_input(key="organiser-seuil-organisation").value == 12
    assert app.date_input(key="organiser-fin").value == date(2027, 1, 31)
    assert app.date_input(key="organiser-debut").value == DAY
    assert app.text_input(key="organiser-cle").value == ""
    assert "est revenu" in app.info[0].value
    for hostile in ("{", "[]", '{"seen": 3, "values": {}, "id": 1}'):
        next(one for one in app.text_area if one.label == "Gardé dans ce navigateur").input(hostile).run()
        assert not app.exception
    press(app, "Repartir d’une page vide")
    assert app.text_input(key="organiser-titre").value.startswith("Baromètre")
    assert app.text_area(key="organiser-notice").value.startswith("Qui\u202f: [")
    assert "Retirer Charente" not in [one.label for one in app.button]


def test_a_code_that_was_lost_is_replaced_unless_it_would_be_a_second_response(on: Storage, signed_in: str) -> None:
    campaign = Campaign.model_validate(campaign_fields(id="anonyme", title="Anonyme", mode="anonyme", invited=True))
    create_campaign(on, campaign, FORM_OF, day=DAY, actor="essai")
    advance_campaign(on, "anonyme", "open", day=DAY, actor="essai")
    grant(on, signed_in, Right("organiser", "anonyme"), day=DAY, actor="hébergeur")
    tokens = invite(on, "anonyme", ["com-16102", "com-17415", "com-17300"], day=DAY)
    started = start_response(on, "anonyme", strata=("commune", "*"), day=DAY)
    filled(on, started.id)
    submit(on, started.id, day=DAY, token=tokens["com-17415"], class_of=lambda _: ("commune", "*"))
    app = page("organiser-invitations", "anonyme")
    app.text_input(key="organiser-remplacer").input("Saintes").run()
    assert "Un code déjà utilisé ne peut pas être remplacé" in words(app)
    assert "peut relire sa réponse" in words(app)
    assert "Donner un autre code" not in [one.label for one in app.button]
    app.text_input(key="organiser-remplacer").input("17300").run()
    app.text_input(key="organiser-remplacer").input("16102")
    press(app, "Annuler ce code et en faire un autre")
    assert "n’a pas utilisé son code" in words(app), "the button was that of La Rochelle: nothing was done to either"
    assert invitation_of(on, tokens["com-17300"]).organisation == "com-17300"
    press(app, "Annuler ce code et en faire un autre")
    order = [one.value for one in app.main if one.type in ("header", "subheader")]
    assert order[-2:] == ["Un code perdu, ou vu par d’autres", "1\u00a0code est prêt, pour cette fois seulement"]
    with pytest.raises(AbsentError):
        invitation_of(on, tokens["com-16102"])


def test_codes_that_were_just_made_anew_are_not_cancelled_by_the_same_button(on: Storage, signed_in: str) -> None:
    campaign = Campaign.model_validate(campaign_fields(invited=True))
    create_campaign(on, campaign, FORM_OF, day=DAY, actor="essai")
    advance_campaign(on, "barometre", "open", day=DAY, actor="essai")
    grant(on, signed_in, Right("organiser", "barometre"), day=DAY, actor="hébergeur")
    invite(on, "barometre", ["com-16102", "com-17415"], day=DAY)
    app = page("organiser-invitations", "barometre")
    app.checkbox(key="organiser-renouveler-barometre").check().run()
    press(app, "Faire de nouveaux codes")
    assert app.subheader[0].value == "2\u00a0codes sont prêts, pour cette fois seulement"
    assert "Faire de nouveaux codes" not in [one.label for one in app.button]
    press(app, "C’est fait, les oublier")
    assert "Faire de nouveaux codes" not in [one.label for one in app.button], "it asks again whether one is sure"
    app.text_area(key="organiser-lignes").input("16015").run()
    press(app, "Inviter, et faire 1\u00a0code")
    assert "enregistrez-les avant d’en refaire" in words(app)
    assert not [one for one in app.checkbox if one.key == "organiser-renouveler-barometre"]


def test_who_answers_is_followed_then_results_are_read_before_they_are_published(
    on: Storage, signed_in: str, apart: Apart
) -> None:
    assert signed_in
    advance_campaign(on, "barometre", "open", day=DAY, actor="essai")
    for place in ("com-16102", "com-17415", "com-16015", "com-33063", "com-86194"):
        started = begun(on, organisation=known_organisation(open_store(), place))
        filled(on, started.id)
        submit_response(on, started.id, day=DAY)
    app = page("organiser-suivi", "barometre")
    assert "5 des 36" in words(app).replace("\u202f", "").replace("\u00a0", " ")
    assert "Carte des taux" in words(app)
    advance_campaign(on, "barometre", "closed", day=DAY, actor="essai")
    app = page("organiser-publication", "barometre")
    press(app, "Calculer les résultats")
    assert "Calcul des résultats en cours" in app.info[0].value
    assert "Calcul des résultats en cours" in page("organiser-publication", "barometre").info[0].value, "who comes back"
    apart.end("stopped")
    app.run()
    assert app.error[0].value == NOT_COMPUTED, "the other process died"
    press(app, "Calculer les résultats")
    apart.make_all()
    app.run()
    text = words(app)
    assert "seront tus" in text
    assert "Ce qui sera publié, ce qui sera tu, groupe par groupe" in text
    assert "ne renseignent pas plus que 3 de même poids" in text.replace("\u00a0", " ")
    assert next(button for button in app.button if button.label == "Publier les résultats").disabled
    app.checkbox[0].check()
    app.run()
    press(app, "Publier les résultats")
    assert campaign_of(on, "barometre").state == "published"
    assert len(published_sha(on, "barometre")) == 64
    links = [link.proto.url for link in app.get("link_button")]
    assert "./participer/resultats/barometre.csv" in links


def test_a_guardian_keeps_the_notice_and_the_journal_tells_all_of_it(on: Storage, signed_in: str) -> None:
    app = page("organiser-garde", "barometre")
    app.text_area[0].input("Une notice relue.")
    app.run()
    press(app, "Enregistrer la notice")
    assert campaign_of(on, "barometre").notice == "Une notice relue."
    assert "pas ce droit" in page("organiser-garde", "autre").error[0].value, "an address is no right"
    app = page("organiser-journal")
    assert "pas ce droit" in app.error[0].value, "the journal is of all campaigns"
    grant(on, signed_in, Right("guardian", EVERYWHERE), day=DAY, actor="hébergeur")
    app.run()
    assert "a changé la notice" in words(app)
    assert "la chaîne est entière" in words(app)


def test_a_campaign_is_made_of_a_questionnaire_that_ships_or_refused_with_all_its_faults(
    on: Storage, signed_in: str
) -> None:
    app = page("organiser-nouvelle")
    assert "pas ce droit" in app.error[0].value
    assert "Choisissez une campagne" in page("organiser-campagne").info[0].value
    grant(on, signed_in, Right("organiser", EVERYWHERE), day=DAY, actor="hébergeur")
    assert r"\[x\]" in page("organiser-campagne", "[x](//a.fr)").error[0].value, "no link out of an address"
    app.run()
    assert not [one for one in app.selectbox if one.key in ("organiser-edition", "organiser-miroir")], "none possible"
    assert app.multiselect(key="organiser-types").value == ["commune", "epci"]
    app.session_state["organiser-territoires"] = ["epci-200070514"]
    app.segmented_control(key="organiser-ou").set_value("Des territoires").run()
    assert app.multiselect(key="organiser-types").value == ["commune"], "one EPCI would be a group by itself"
    app.multiselect(key="organiser-types").set_value(["epci", "commune"]).run()
    assert "Un EPCI seul est un groupe à lui seul\u202f: rien" in words(app)
    app.session_state["organiser-territoires"] = []
    app.multiselect(key="organiser-types").set_value([])
    press(app, "Préparer la campagne")
    assert "crochets" in app.error[0].value
    assert "au moins un type" in app.error[0].value
    app.multiselect(key="organiser-types").set_value(["epci"])
    app.text_area(key="organiser-notice").input("Qui, pourquoi.")
    app.segmented_control(key="organiser-ou").set_value("Des territoires")
    press(app, "Préparer la campagne")
    assert "Le territoire n’est pas choisi" in app.error[0].value, "and not all of France instead"
    app.text_input(key="organiser-territoire").input("charente").run()
    press(app, next(button.label for button in app.button if button.key == "organiser-ajouter-dep-16"))
    assert app.text_input(key="organiser-territoire").value == ""
    press(app, "Préparer la campagne")
    made = campaign_of(on, "barometre_communication_et_participation")
    assert (made.eligible, made.invited, made.state) == (("epci",), True, "draft")
    assert (made.within, made.strata) == (("dep-16",), ("type", "size"))
    app.segmented_control(key="organiser-ou").set_value("Toute la France")
    app.multiselect(key="organiser-types").set_value(["departement"])
    next(field for field in app.text_input if field.label.startswith("Identifiant")).input("departements")
    app.run()
    app.multiselect(key="organiser-cinquiemes").set_value(["altitude_moyenne"])
    press(app, "Préparer la campagne")
    assert "trop peu de collectivités" in app.error[0].value, "as the command refuses it"
    app.multiselect(key="organiser-cinquiemes").set_value(["part_65_ans_plus"])
    app.number_input(key="organiser-seuil-organisation").set_value(8)
    press(app, "Préparer la campagne")
    spread = campaign_of(on, "departements")
    assert (spread.covariates, spread.min_cell, spread.within) == (("part_65_ans_plus",), 8, ())
    assert [(one.kind, len(one.bounds)) for one in spread.quintiles] == [("departement", 4)]
    assert "par cinquièmes" in words(page("organiser-campagne", spread.id))
    app = page("organiser-campagne", made.id)
    assert re.search(r"Territoire</\w+>\s*<\w+>Charente<", words(app))
    app.checkbox(key=f"organiser-jeter-{made.id}").check()
    app.run()
    press(app, "Jeter la campagne")
    assert app.title[0].value == "Organiser une enquête", "and back among the others"
    assert app.success[0].value == "La campagne est jetée."
    assert len(app.subheader) == 3, "the two that were there, and the one of départements"
