"""What `publish`, `results` and `demo` do: each returns sentences, and the same as data."""

from __future__ import annotations

import argparse
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from observatoire.command_input import InputError
from observatoire.views.french.numerals import number, plural
from participation.commands import Outcome, opened_storage
from participation.model.campaigns import SAID, Campaign
from participation.model.reading import load_questionnaires

if TYPE_CHECKING:  # SQLAlchemy is slow to load: only for commands that open the databases
    from observatoire.model.store import Store
    from participation.model.answers import Given
    from participation.model.organisations import Organisation
    from participation.model.questionnaire import Cell, Questionnaire
    from participation.storage.opening import Storage

MOST_INVENTED = 50_000
"""Answers of a demonstration: more than there are collectivités."""
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
    from participation.results.groups import repeats_all

    withheld = sum(
        group["withheld"]
        for table in made["questions"]
        for group in table["groups"]
        if not repeats_all(made["frame"], group)
    )
    campaign, doubts = made["campaign"]["id"], len(made["reservations"])
    tables = plural(withheld, "tableau est tu", "tableaux sont tus") if withheld else "Aucun tableau n’est tu"
    reservations = plural(doubts, "réserve", "réserves") if doubts else "Aucune réserve"
    lines = [
        f"Résultats de « {campaign} » publiés : {plural(made['answers'], 'réponse', 'réponses')}. Numéro de contrôle "
        f"(empreinte) : {sha[:12]}.",
        f"{tables}{', faute de réponses' if withheld else ''}. {reservations} à lire avec les résultats.",
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
    lines = [f"{name} : {plural(len(body), 'octet', 'octets')}." for name, body in files.items()]
    return lines, {"campaign": campaign.id, "sha": sha, "files": [str(folder / name) for name in files]}


def demo(options: argparse.Namespace) -> Outcome:
    """Make a campaign of invented answers, close and publish it: never beside a real one, and whole or not at all."""
    form = load_questionnaires().get(options.questionnaire)
    if form is None:
        raise InputError(f"Le questionnaire « {options.questionnaire[:40]} » n’est pas livré avec ce programme.")
    store = _store()
    with opened_storage() as storage:
        from participation.results.publication import thawed
        from participation.storage.campaigns import advance_campaign, all_campaigns, create_campaign
        from participation.storage.inventing import keep_invented
        from participation.storage.publishing import published_bytes, published_sha

        if real := [one.id for one in all_campaigns(storage) if not one.demonstration]:
            raise InputError(
                f"Ces bases tiennent une vraie campagne, « {real[0]} » : une démonstration se fait dans les siennes."
            )
        campaign = _kept_within(store, _demonstration(store, form, options))
        answered = _answered(campaign, form, store, options)
        create_campaign(storage, campaign, form, day=_today(), actor=options.actor)
        advance_campaign(storage, campaign.id, "open", day=_today(), actor=options.actor)
        keep_invented(storage, campaign.id, answered, day=_today())
        closed = advance_campaign(storage, campaign.id, "closed", day=_today(), actor=options.actor)
        _publish(storage, closed, store, options.actor)
        sha = published_sha(storage, campaign.id)
        made = thawed(published_bytes(storage, campaign.id), sha)
    lines, told = _told(made, sha)
    return [f"{DEMONSTRATION_NOTICE} Graine {options.seed}.", *lines], told | {"seed": options.seed}


def _demonstration(store: Store, form: Questionnaire, options: argparse.Namespace) -> Campaign:
    """Return the campaign: of collectivités, of one territory or of all; an open poll where it mirrors another."""
    from participation.organising.creating import proposed_types

    where = f"{re.sub('[^a-z0-9]+', '_', options.within.lower())}_" if options.within else ""
    fields: dict[str, Any] = {"within": (options.within,) if options.within else ()}
    if options.mirror:
        fields |= {"mode": "citoyenne", "mirror_of": options.mirror}
    else:
        some = (
            proposed_types(store, fields["within"]) if options.within else ("commune", "epci", "departement", "region")
        )
        fields |= {"mode": "organisation", "eligible": some}
    try:
        return Campaign(
            id=f"demo_{where}{form.id}"[:40], title=form.title, questionnaire=form.id, version=form.version,
            opens=_today() - timedelta(days=30), closes=_today(), purge_on=_today() + timedelta(days=365),
            notice=DEMONSTRATION_NOTICE, demonstration=True, **fields,
        )  # fmt: skip
    except ValidationError as error:
        said = " ".join(str(fault.get("ctx", {}).get("error", fault["loc"])) for fault in error.errors())
        raise InputError(f"Cette démonstration n’est pas possible : {said}") from error


def _kept_within(store: Store, campaign: Campaign) -> Campaign:
    from participation.results.territories.within import bounded

    return bounded(store, campaign)


def _answered(
    campaign: Campaign, form: Questionnaire, store: Store, options: argparse.Namespace
) -> list[tuple[Organisation | None, dict[Cell, Given]]]:
    """Return who answers what: refused where they are too few to be published, or more than a demonstration takes."""
    from participation.model.invention import drawn, invented
    from participation.model.organisations import known_organisation

    if not campaign.min_cell <= options.answers <= MOST_INVENTED:
        fewest, most = campaign.min_cell, number(MOST_INVENTED)
        raise InputError(f"--answers : il faut au moins {fewest} réponses pour publier, et {most} au plus.")
    if campaign.mode == "citoyenne":
        return [(None, invented(form, 1, options.seed, at)) for at in range(options.answers)]
    places = drawn(store, campaign.eligible, options.answers, options.seed, campaign.within)
    if len(places) < campaign.min_cell:
        raise InputError(
            f"--within : il faut au moins {campaign.min_cell} réponses pour publier, et ce territoire compte "
            f"{plural(len(places), 'collectivité', 'collectivités')}."
        )
    return [
        (known_organisation(store, place), invented(form, inhabitants, options.seed, at))
        for at, (place, inhabitants) in enumerate(places.items())
    ]


def _store() -> Store:
    from observatoire.model.store import open_store

    return open_store()


def _today() -> date:
    return date.today()
