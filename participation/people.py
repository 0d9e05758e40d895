"""What the commands do that give and take rights, set the password, and open contacts."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import date
from pathlib import Path
from typing import Any

from observatoire.command_input import InputError
from observatoire.views.french.numerals import plural
from participation.commands import Outcome, opened_storage
from participation.model.codes import read_code, shown_code
from participation.model.rights import EVERYWHERE, Right, actor_of


def grant(options: argparse.Namespace) -> Outcome:
    """Give a role to a person, on one campaign or on all."""
    right = Right(options.role, options.campaign or EVERYWHERE)
    with opened_storage() as storage:
        from participation.storage.access.rights import grant as granted
        from participation.storage.access.rights import right_text
        from participation.storage.campaigns import campaign_of

        person = read_code(options.person)
        if right.scope != EVERYWHERE:
            campaign_of(storage, right.scope)
        granted(storage, person, right, day=_today(), actor=options.actor)
    told = {"person": shown_code(person), "role": right.role, "scope": right.scope}
    return [f"{shown_code(person)} : {right_text(right)}."], told


def revoke(options: argparse.Namespace) -> Outcome:
    """Take a person's rights back: gone at the next thing that they do."""
    with opened_storage() as storage:
        from participation.storage.access.rights import revoke as revoked

        person = read_code(options.person)
        count = revoked(storage, person, options.role, options.campaign, day=_today(), actor=options.actor)
    told = {"person": shown_code(person), "revoked": count}
    return [f"{shown_code(person)} : droits retirés, {count}. C’est vrai dès son prochain geste."], told


def people(options: argparse.Namespace) -> Outcome:  # noqa: ARG001 - all commands are called alike
    """List who has rights, and by which pseudonym the audit knows them."""
    with opened_storage() as storage:
        from participation.storage.access.rights import all_people, right_text

        found = all_people(storage)
        told: list[dict[str, Any]] = [
            {
                "person": shown_code(person), "actor": actor_of(storage.key, person),
                "rights": [{"role": right.role, "scope": right.scope} for right in rights],
            }
            for person, rights in found.items()
        ]  # fmt: skip
        lines = [
            f"{shown_code(person)} (au journal : {actor_of(storage.key, person)}) : "
            f"{' ; '.join(right_text(right) for right in rights)}."
            for person, rights in found.items()
        ]
    return lines or ["Personne n’a de droit."], told


def password(options: argparse.Namespace) -> Outcome:  # noqa: ARG001 - all commands are called alike
    """Hash the one password, read without echo, and name the person that it stands for."""
    from participation.storage.access.password import PASSWORD, WeakPasswordError, hashed_password, password_person

    try:
        typed = getpass.getpass("Mot de passe : ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        if sys.stdin.isatty() and getpass.getpass("Encore une fois : ") != typed:
            raise InputError("Les deux ne sont pas les mêmes.")
    except EOFError as end:  # Ctrl+D
        raise InputError("Aucun mot de passe n’a été donné : rien n’est fait.") from end
    try:
        hashed = hashed_password(typed)
    except WeakPasswordError as error:
        raise InputError(str(error)) from error
    with opened_storage() as storage:
        person = shown_code(password_person(storage.key))
    lines = [
        f"{PASSWORD}='{hashed}'",
        f"Donnez ses droits à qui l’a : python -m participation grant {person} organiser",
    ]
    return lines, {"variable": PASSWORD, "hash": hashed, "person": person}


def key(options: argparse.Namespace) -> Outcome:
    """Make the key of a campaign's contacts: the private half is written to a file, the public one is told."""
    from participation.storage.access.contacts import write_new_key
    from participation.storage.refusals import RefusedError

    try:
        public = write_new_key(options.file)
    except RefusedError as error:
        raise InputError(str(error)) from error
    lines = [
        f"Clé privée : {options.file.name}. Gardez-la sur votre ordinateur : sans elle, aucun contact ne s’ouvre.",
        f"À donner à la campagne, pour fermer les adresses de qui veut la synthèse (clé publique) : {public}",
    ]
    return lines, {"file": str(options.file), "public": public}


def release(options: argparse.Namespace) -> Outcome:
    """Let the sealed contacts of a published campaign out."""
    with opened_storage() as storage:
        from participation.organising.acts import released

        count = released(storage, options.campaign, day=_today(), actor=options.actor)
    return [f"Contacts de « {options.campaign} » libérés : {count}."], {"campaign": options.campaign, "contacts": count}


def contacts(options: argparse.Namespace) -> Outcome:
    """Open the contacts of a campaign with its private key, from the vault or from the file that a page gave.

    From a file nothing of the server is needed: that is the way of an organiser, whose key stays where it is.
    """
    from participation.storage.access.contacts import opened_contacts, read_apart, sealed_contacts, write_apart
    from participation.storage.refusals import RefusedError

    try:
        if options.sealed is not None:
            sealed = read_apart(options.sealed)
        else:
            with opened_storage() as storage:
                sealed = sealed_contacts(storage, options.campaign)
        private = read_apart(options.key).decode("ascii", "replace")
        found = opened_contacts(sealed, options.campaign, private)
        write_apart(options.out, "".join(f"{one}\n" for one in found))
    except RefusedError as error:
        raise InputError(str(error)) from error
    out: Path = options.out
    told = {"campaign": options.campaign, "contacts": len(found), "file": str(out)}
    return [
        f"{out.name} : {plural(len(found), 'adresse', 'adresses')}. Effacez ce fichier une fois la synthèse envoyée."
    ], told


def _today() -> date:
    return date.today()
