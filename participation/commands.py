"""What the commands of `python -m participation` do: each returns sentences, and the same as data."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from observatoire.command_input import InputError
from observatoire.exports.tables.texts import decimal_comma
from observatoire.model.catalog import load_catalog
from observatoire.views.french.numerals import plural
from participation.configuration import PLACE, ConfigurationError, configured
from participation.model.campaigns import SAID, Campaign, CampaignError, is_eligible, is_inside
from participation.model.codes import CodeError, read_code, shown_code
from participation.model.organisations import Organisation, find_organisations
from participation.model.questionnaire import FrozenDocumentError, Questionnaire
from participation.model.reading import (
    BESIDE,
    QuestionnaireError,
    load_questionnaires,
    read_beside,
    read_campaign,
    read_questionnaires,
)

if TYPE_CHECKING:  # SQLAlchemy is slow to load: only for commands that open the databases
    from participation.storage.opening import Database, Storage

Outcome = tuple[list[str], Any]
"""What a command says: sentences, and the same as data for `--json`."""
Run = Callable[[argparse.Namespace], Outcome]


@contextmanager
def opened_storage() -> Iterator[Storage]:
    """Open both databases for a command; whatever they refuse is said in its sentence."""
    from participation.storage.opening import open_storage
    from participation.storage.refusals import RefusedError

    try:
        configuration = configured()
        if configuration is None:
            raise InputError(f"La participation n’est pas en service : {PLACE} n’est pas définie.")
        storage = open_storage(configuration)
        try:
            yield storage
        finally:
            storage.close()
    except (RefusedError, ConfigurationError, CampaignError, CodeError, FrozenDocumentError) as error:
        raise InputError(str(error)) from error


def check(options: argparse.Namespace) -> Outcome:
    """Read questionnaires, and measures beside them; say all that is wrong with them, or what they are."""
    beside = [path for path in options.files if path.parent.name == BESIDE.parent.name]
    reading = read_questionnaires(path for path in options.files if path not in beside)
    faults = list(reading.faults)
    measures: list[dict[str, Any]] = []
    for path in beside:
        try:
            forms = load_questionnaires() | {form.id: form for form in reading.forms.values()}
            measures.append({"file": path.name, "measures": len(read_beside(path, forms, load_catalog()))})
        except QuestionnaireError as error:
            faults += error.faults
    if faults:
        raise QuestionnaireError(faults)
    told: list[dict[str, Any]] = [
        {
            "file": name, "id": form.id, "version": form.version, "questions": len(form.questions),
            "minutes": form.minutes, "sha": form.sha,
        }
        for name, form in reading.forms.items()
    ]  # fmt: skip
    lines = [
        f"{t['file']} : {plural(t['questions'], 'question', 'questions')}, {decimal_comma(t['minutes'])} min. "
        f"Numéro de contrôle (empreinte) : {t['sha'][:12]}."
        for t in told
    ]
    lines += [f"{t['file']} : {plural(t['measures'], 'mesure', 'mesures')} à côté de questions." for t in measures]
    return lines, told + measures


def create(options: argparse.Namespace) -> Outcome:
    """Prepare a campaign from a file."""
    campaign = read_campaign(options.file)
    if campaign.demonstration:
        raise InputError("Une démonstration se fait par la commande « demo », qui invente ses réponses.")
    form = shipped_form(options.form, campaign.questionnaire, campaign.version)
    if campaign.within or campaign.covariates:
        campaign = _measured(campaign)
    with opened_storage() as storage:
        from participation.storage.campaigns import create_campaign

        kept = create_campaign(storage, campaign, form, day=_today(), actor=options.actor)
    line = f"Campagne « {kept.id} » préparée sur « {form.id} », version {form.version} (empreinte {kept.sha[:12]})."
    return [line], {"campaign": kept.id, "state": kept.state, "sha": kept.sha}


def _measured(campaign: Campaign) -> Campaign:
    """Return a campaign with what the observatory knows of those whom it asks: its territories, then its fifths."""
    from observatoire.model.store import open_store
    from participation.results.covariates import with_quintiles
    from participation.results.territories.within import bounded

    try:
        return with_quintiles(open_store(), load_catalog(), bounded(open_store(), campaign))
    except CampaignError as error:
        raise InputError(str(error)) from error


def shipped_form(path: Path | None, identifier: str, version: int) -> Questionnaire:
    """Return the questionnaire that a campaign names, from a file or among those that ship."""
    if path is None:
        form = load_questionnaires().get(identifier)
    else:
        reading = read_questionnaires([path])
        if reading.faults:
            raise QuestionnaireError(reading.faults)
        [form] = reading.forms.values()
    asked = f"« {identifier} », version {version}"
    if form is not None and (form.id, form.version) == (identifier, version):
        return form
    if form is None or path is None:
        raise InputError(f"Le questionnaire {asked}, n’est pas là. Donnez-le par --form.")
    raise InputError(f"La campagne pose {asked}, et --form donne « {form.id} », version {form.version}.")


def open_campaign(options: argparse.Namespace) -> Outcome:
    """Open a campaign: from here on its mode, its form and its notice are frozen."""
    return _advanced(options, "open")


def close_campaign(options: argparse.Namespace) -> Outcome:
    """Close a campaign to answers."""
    return _advanced(options, "closed")


def _advanced(options: argparse.Namespace, state: Any) -> Outcome:
    with opened_storage() as storage:
        from participation.storage.campaigns import advance_campaign

        campaign = advance_campaign(storage, options.campaign, state, day=_today(), actor=options.actor)
    dates = f"du {_day(campaign.opens)} au {_day(campaign.closes)}"
    line = f"La campagne « {campaign.id} » est {SAID[campaign.state]}, {dates}."
    return [line], {"campaign": campaign.id, "state": campaign.state}


def invite(options: argparse.Namespace) -> Outcome:
    """Invite the organisations of a list, one a line of the standard input; say each one's code, once.

    A line that names none stops all of it: nothing is half invited. Who has used their code gets no other, which is
    said, but with `--spent`, one at a time, and there only where it makes no second response.
    """
    typed = [line.strip() for line in sys.stdin if line.strip()]
    with opened_storage() as storage:
        from participation.storage.answering import replace_spent
        from participation.storage.audit import record_act
        from participation.storage.campaigns import campaign_of
        from participation.storage.vault import invite as invited

        campaign = campaign_of(storage, options.campaign)
        found = _organisations(typed)
        if outside := [one.name for one in found if not is_inside(campaign, one)]:
            raise InputError(f"Hors du territoire de cette enquête : {', '.join(outside)}.")
        if strangers := [one.name for one in found if not is_eligible(campaign, one)]:
            raise InputError(f"Cette enquête ne s’adresse pas à : {', '.join(strangers)}.")
        if options.spent:
            if len(found) > 1:  # a second one that is refused would lose the code that the first was given
                raise InputError("--spent : un autre code se donne à une organisation à la fois.")
            codes = {one.id: replace_spent(storage, campaign.id, one.id, day=_today()) for one in found}
            act = (_today(), options.actor, "replace_code", campaign.id)
            storage.answers.writer.do(lambda connection: record_act(connection, *act))
        else:
            codes = invited(storage, campaign.id, [one.id for one in found], day=_today())
    names = {one.id: one.name for one in found}
    if left := [name for one, name in names.items() if one not in codes]:
        print(f"Ont utilisé leur code, et n’en reçoivent pas d’autre : {', '.join(left)}.", file=sys.stderr)
    told = [{"organisation": one, "name": names[one], "code": shown_code(code)} for one, code in codes.items()]
    return [f"{t['organisation']};{t['name']};{t['code']}" for t in told], told


def _organisations(typed: list[str]) -> list[Organisation]:
    """Return the organisations that lines name, all known to the observatory."""
    from observatoire.model.search.index import SearchIndex
    from observatoire.model.store import open_store

    store = open_store()
    index = SearchIndex(store.territories, store.former_communes)
    found = [find_organisations(store, index, line, limit=2) for line in typed]
    wrong = [f"ligne {at}, « {typed[at - 1][:40]} »" for at, one in enumerate(found, 1) if len(one) != 1]
    if wrong or not found:
        raise InputError(
            "Écrivez un identifiant ou un SIREN par ligne, connu de l’observatoire et d’une seule organisation. "
            f"À corriger : {' ; '.join(wrong) or 'la liste est vide'}."
        )
    return [one for [one] in found]


def erase(options: argparse.Namespace) -> Outcome:
    """Erase a response by its code, read from the standard input when it is not given: shells remember commands."""
    with opened_storage() as storage:
        from participation.storage.purging import erase_by_code

        code = read_code(options.code or sys.stdin.readline())
        campaign = erase_by_code(storage, code, day=_today(), actor=options.actor)
    return [f"La réponse à « {campaign} » est effacée."], {"campaign": campaign, "erased": 1}


def purge(options: argparse.Namespace) -> Outcome:
    """Erase a campaign that is over; without one, the drafts that were left, which is for every night."""
    with opened_storage() as storage:
        from participation.storage.opening import settle
        from participation.storage.purging import purge_campaign, purge_drafts

        if options.campaign:
            purge_campaign(storage, options.campaign, day=_today(), actor=options.actor)
            line = f"Réponses, invitations et contacts de « {options.campaign} » sont effacés."
            return [line], {"campaign": options.campaign, "state": "purged"}
        drafts = purge_drafts(storage, day=_today(), actor=options.actor)
        for database in (storage.answers, storage.vault):
            settle(database)
    return [f"Brouillons laissés depuis 90 jours et effacés : {drafts}."], {"drafts": drafts}


def backup(options: argparse.Namespace) -> Outcome:
    """Write a backup of one of the two databases."""
    with opened_storage() as storage:
        from participation.storage.backup import write_backup

        counts = write_backup(_of(storage, options.of), options.file, public_key=options.public_key)
    return [f"{options.file.name} : {_rows(counts)}."], {"file": str(options.file), "of": options.of, "rows": counts}


def restore(options: argparse.Namespace) -> Outcome:
    """Restore a backup into one of the two databases, which must be empty."""
    with opened_storage() as storage:
        from participation.storage.backup import restore_backup

        private = sys.stdin.readline().strip() if options.sealed else ""
        counts = restore_backup(_of(storage, options.of), options.file, private_key=private)
    return [f"{options.file.name} restauré : {_rows(counts)}."], {"of": options.of, "rows": counts}


def audit(options: argparse.Namespace) -> Outcome:  # noqa: ARG001 - all commands are called alike
    """Say what was done, and whether the chain holds; its last digest is worth keeping elsewhere."""
    with opened_storage() as storage:
        from participation.storage.audit import acts

        found = list(acts(storage))
    lines = [f"{a.seq}. {_day(a.day)} : {a.actor}, {a.action}, {a.object}." for a in found]
    broken = next((act.seq for act in found if not act.sound), None)
    if broken is not None:
        raise InputError(f"La chaîne est rompue à la ligne {broken} : une ligne a été changée ou retirée.")
    last = found[-1].digest if found else ""
    lines.append(
        f"La chaîne est entière. Dernier numéro de contrôle (empreinte), à noter ailleurs : {last or 'aucun'}."
    )
    told = [
        {"seq": a.seq, "day": a.day.isoformat(), "actor": a.actor, "action": a.action, "object": a.object}
        for a in found
    ]
    return lines, {"digest": last, "acts": told}


def _of(storage: Storage, which: str) -> Database:
    return storage.answers if which == "answers" else storage.vault


def _rows(counts: dict[str, int]) -> str:
    return ", ".join(f"{table} {n}" for table, n in counts.items())


def _today() -> date:
    return date.today()


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
