"""What `publish`, `results` and `demo` do: each returns sentences, and the same as data."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from observatoire.command_input import InputError
from participation.commands import Outcome, opened_storage, shipped_form
from participation.model.campaigns import SAID, Campaign

if TYPE_CHECKING:  # SQLAlchemy is slow to load: only for commands that open the databases
    from observatoire.model.store import Store
    from participation.model.questionnaire import Questionnaire
    from participation.storage.opening import Storage

DEMONSTRATION_NOTICE = "Démonstration : personne n’a répondu, toutes les réponses sont inventées par un programme."


def publish(options: argparse.Namespace) -> Outcome:
    """Compute and freeze the results of a closed campaign; of a published one, say which are kept."""
    from participation.results.publication import thawed

    with opened_storage() as storage:
        from participation.storage.campaigns import campaign_of
        from participation.storage.publishing import published_bytes, published_sha

        campaign = campaign_of(storage, options.campaign)
        if campaign.state not in ("closed", "coded", "published"):
            raise InputError(
                f"La campagne « {campaign.id} » est {SAID[campaign.state]} : seule une campagne close se publie."
            )
        overlaps: tuple[str, ...] = ()
        if campaign.state != "published":
            overlaps = _publish(storage, campaign, _store(), options.actor)
        sha = published_sha(storage, campaign.id)
        made = thawed(published_bytes(storage, campaign.id), sha)
    lines, told = _told(made, sha)
    return [*lines, *overlaps], told


def _told(made: dict[str, Any], sha: str) -> tuple[list[str], dict[str, Any]]:
    withheld = sum(group["withheld"] for table in made["questions"] for group in table["groups"])
    campaign = made["campaign"]["id"]
    lines = [
        f"Résultats de « {campaign} » publiés : {made['answers']} réponses, empreinte {sha[:12]}.",
        f"Tableaux tus, faute de réponses : {withheld}. Réserves de lecture : {len(made['reservations'])}.",
    ]
    told = {
        "campaign": campaign, "state": "published", "sha": sha, "answers": made["answers"], "withheld": withheld,
        "reservations": len(made["reservations"]),
    }  # fmt: skip
    return lines, told


def _publish(storage: Storage, campaign: Campaign, store: Store, actor: str) -> tuple[str, ...]:
    """Publish a campaign; return what is to be known of others that it could be subtracted from."""
    from participation.organising.publishing import prepare
    from participation.storage.publishing import publish_campaign

    made = prepare(storage, store, campaign.id, _today())
    publish_campaign(storage, campaign.id, made.frozen, made.counted, day=_today(), actor=actor)
    return made.overlaps


def results(options: argparse.Namespace) -> Outcome:
    """Write the published results of a campaign: the frozen document, its table, its synthesis to read and to edit."""
    from participation.results.publication import thawed
    from participation.views.files import csv_of
    from participation.views.synthesis.content import synthesis_docx, synthesis_pdf
    from participation.views.words import regions_of

    with opened_storage() as storage:
        from participation.storage.campaigns import campaign_of, form_of
        from participation.storage.publishing import published_bytes, published_sha

        campaign = campaign_of(storage, options.campaign)
        sha = published_sha(storage, campaign.id)
        content, form = published_bytes(storage, campaign.id), form_of(storage, campaign)
    made, regions, folder = thawed(content, sha), regions_of(_store()), options.out
    files = {
        f"{campaign.id}.json": content,
        f"{campaign.id}.csv": csv_of(made, form, regions),
        f"{campaign.id}.pdf": synthesis_pdf(made, form, regions, sha),
        f"{campaign.id}.docx": synthesis_docx(made, form, regions, sha),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, body in files.items():
            (folder / name).write_bytes(body)
    except OSError as error:
        raise InputError(f"Le dossier {folder.name} ne peut pas être écrit.") from error
    lines = [f"{name} : {len(body)} octets." for name, body in files.items()]
    return lines, {"campaign": campaign.id, "sha": sha, "files": [str(folder / name) for name in files]}


def demo(options: argparse.Namespace) -> Outcome:
    """Make a campaign of invented answers, close and publish it: never beside a real one."""
    if options.answers < 1:
        raise InputError("--answers : il faut au moins une réponse.")
    form = shipped_form(None, options.questionnaire, 1)
    store = _store()
    with opened_storage() as storage:
        from participation.results.publication import thawed
        from participation.storage.campaigns import advance_campaign, all_campaigns, create_campaign
        from participation.storage.publishing import published_bytes, published_sha

        if real := [one.id for one in all_campaigns(storage) if not one.demonstration]:
            raise InputError(
                f"Ces bases tiennent une vraie campagne, « {real[0]} » : une démonstration se fait dans les siennes."
            )
        campaign = _demonstration(form)
        create_campaign(storage, campaign, form, day=_today(), actor=options.actor)
        advance_campaign(storage, campaign.id, "open", day=_today(), actor=options.actor)
        _fill(storage, campaign, form, store, options)
        closed = advance_campaign(storage, campaign.id, "closed", day=_today(), actor=options.actor)
        _publish(storage, closed, store, options.actor)
        sha = published_sha(storage, campaign.id)
        made = thawed(published_bytes(storage, campaign.id), sha)
    lines, told = _told(made, sha)
    return [f"{DEMONSTRATION_NOTICE} Graine {options.seed}.", *lines], told | {"seed": options.seed}


def _demonstration(form: Questionnaire) -> Campaign:
    return Campaign(
        id=f"demo_{form.id}"[:40], title=form.title, questionnaire=form.id, version=form.version, mode="organisation",
        eligible=("commune", "epci", "departement", "region"), opens=_today() - timedelta(days=30), closes=_today(),
        purge_on=_today() + timedelta(days=365), notice=DEMONSTRATION_NOTICE, demonstration=True,
    )  # fmt: skip


def _fill(storage: Storage, campaign: Campaign, form: Questionnaire, store: Store, options: argparse.Namespace) -> None:
    from participation.model.invention import drawn, invented
    from participation.model.organisations import known_organisation
    from participation.storage.inventing import keep_invented

    places = drawn(store, campaign.eligible, options.answers, options.seed)
    answered = [
        (known_organisation(store, place), invented(form, inhabitants, options.seed, number))
        for number, (place, inhabitants) in enumerate(places.items())
    ]
    keep_invented(storage, campaign.id, answered, day=_today())


def _store() -> Store:
    from observatoire.model.store import open_store

    return open_store()


def _today() -> date:
    return date.today()
