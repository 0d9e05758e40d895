"""Command line, stable: `python -m participation check|create|open|close|invite|publish|results|demo|
erase|purge|backup|restore|audit|grant|revoke|people|password|key|release|contacts`.

Bad input, and whatever the databases refuse, end with exit status 2 and French sentences on standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import participation.one_thread  # noqa: F401 - before whatever loads numpy
from observatoire.command_input import InputError, Parser
from observatoire.command_output import leave_after
from participation import commands, people, publishing
from participation.model.reading import QuestionnaireError
from participation.model.rights import ROLES
from participation.model.typography import punctuated


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status."""
    json_asked = False
    try:
        options = command_parser().parse_args(arguments)
        json_asked = options.json
        lines, payload = options.run(options)
    except QuestionnaireError as error:
        print(_dumped([asdict(fault) for fault in error.faults]) if json_asked else error, file=sys.stderr)
        return 2
    except InputError as error:
        print(punctuated(str(error)), file=sys.stderr)
        return 2
    print(_dumped(payload) if options.json else punctuated("\n".join(lines)))
    return 0


def _dumped(payload: Any) -> str:
    return json.dumps(payload, ensure_ascii=False, indent=1, allow_nan=False)


def command_parser() -> Parser:
    """Return the parser of all commands."""
    parser = Parser(prog="python -m participation", description="Enquêtes et contributions")
    under = parser.add_subparsers(dest="command", required=True, parser_class=Parser)

    def add(name: str, said: str, run: commands.Run) -> argparse.ArgumentParser:
        command = under.add_parser(name, help=said)
        command.add_argument("--json", action="store_true", help="sortie JSON")
        command.set_defaults(run=run)
        return command

    check = add("check", "relire des questionnaires, et dire tout ce qui ne va pas", commands.check)
    check.add_argument("files", nargs="+", type=Path, metavar="FICHIER", help="fichier TOML d’un questionnaire")
    create = add("create", "préparer une campagne", commands.create)
    create.add_argument("file", type=Path, metavar="FICHIER", help="fichier TOML de la campagne")
    create.add_argument("--form", type=Path, metavar="FICHIER", help="son questionnaire, s’il n’est pas livré")
    opened = add("open", "ouvrir une campagne aux réponses", commands.open_campaign)
    closed = add("close", "clore une campagne", commands.close_campaign)
    for command in (opened, closed):
        command.add_argument("campaign", metavar="CAMPAGNE", help="identifiant de la campagne")
    invite = add("invite", "inviter les organisations d’une liste, lue sur l’entrée standard", commands.invite)
    invite.add_argument("campaign", metavar="CAMPAGNE", help="identifiant de la campagne")
    invite.add_argument("--spent", action="store_true", help="un autre code à qui a vu échouer son envoi")
    invite.add_argument("--actor", default="ligne de commande", help="qui agit, pour le journal")
    erase = add("erase", "effacer une réponse par son code", commands.erase)
    erase.add_argument("code", nargs="?", metavar="CODE", help="le code ; demandé sur l’entrée standard sans lui")
    purge = add("purge", "effacer une campagne échue ; sans elle, les brouillons laissés", commands.purge)
    purge.add_argument("campaign", nargs="?", metavar="CAMPAGNE", help="identifiant de la campagne")
    publish = add("publish", "calculer et figer les résultats d’une campagne close", publishing.publish)
    results = add("results", "écrire les résultats publiés d’une campagne", publishing.results)
    for command in (publish, results):
        command.add_argument("campaign", metavar="CAMPAGNE", help="identifiant de la campagne")
    results.add_argument("--out", type=Path, required=True, metavar="DOSSIER", help="où les écrire")
    demo = add("demo", "une campagne de réponses inventées, marquées comme telles", publishing.demo)
    demo.add_argument("--answers", type=int, default=300, metavar="N", help="combien de réponses")
    demo.add_argument("--seed", type=int, default=1, metavar="GRAINE", help="du tirage au sort")
    demo.add_argument("--questionnaire", default="barometre_strategie", metavar="ID", help="un questionnaire livré")
    demo.add_argument("--within", default="", metavar="TERRITOIRE", help="un seul : dep-16, epci-200070514, reg-75…")
    demo.add_argument("--mirror", default="", metavar="CAMPAGNE", help="des habitants, en miroir de cette campagne")
    for command in (create, opened, closed, erase, purge, publish, demo):
        command.add_argument("--actor", default="ligne de commande", help="qui agit, pour le journal")
    _add_backups(add("backup", "sauvegarder une base", commands.backup), "--public-key")
    _add_backups(add("restore", "restaurer une base vide", commands.restore), "--sealed")
    add("audit", "ce qui a été fait, et si la chaîne est entière", commands.audit)
    _add_people(add)
    return parser


def _add_people(add: Callable[[str, str, commands.Run], argparse.ArgumentParser]) -> None:
    """Add the commands of rights, of the password and of contacts."""
    grant = add("grant", "donner un rôle à une personne, sur une campagne ou sur toutes", people.grant)
    revoke = add("revoke", "retirer à une personne un rôle, ou tous", people.revoke)
    for command in (grant, revoke):
        command.add_argument("person", metavar="PERSONNE", help="le code que la page lui montre")
    grant.add_argument("role", choices=ROLES, help="organiser, guardian (protection des données) ou coder")
    revoke.add_argument("role", nargs="?", choices=ROLES, help="un seul rôle ; tous sans lui")
    for command in (grant, revoke):
        command.add_argument("--campaign", metavar="CAMPAGNE", help="une seule campagne ; toutes sans elle")
    add("people", "qui a quels droits", people.people)
    add(
        "password",
        "ce qui fait reconnaître le mot de passe hors ligne (son empreinte), lu sans être montré",
        people.password,
    )
    key = add("key", "une clé pour les contacts, à faire sur l’ordinateur de l’organisation", people.key)
    key.add_argument("file", type=Path, metavar="FICHIER", help="où écrire la clé privée")
    release = add("release", "libérer les contacts scellés d’une campagne publiée", people.release)
    contacts = add("contacts", "ouvrir les contacts libérés, avec la clé privée", people.contacts)
    for command in (release, contacts):
        command.add_argument("campaign", metavar="CAMPAGNE", help="identifiant de la campagne")
    contacts.add_argument("--sealed", type=Path, metavar="FICHIER", help="le fichier que la page donne")
    contacts.add_argument("--key", type=Path, required=True, metavar="FICHIER", help="la clé privée")
    contacts.add_argument("--out", type=Path, required=True, metavar="FICHIER", help="où écrire les adresses")
    for command in (grant, revoke, release):
        command.add_argument("--actor", default="ligne de commande", help="qui agit, pour le journal")


def _add_backups(command: argparse.ArgumentParser, seal: str) -> None:
    command.add_argument("file", type=Path, metavar="FICHIER", help="fichier de la sauvegarde")
    command.add_argument("--of", required=True, choices=("answers", "vault"), help="les réponses ou le coffre")
    if seal == "--public-key":
        command.add_argument(seal, default="", metavar="CLÉ", help="la clé (publique) de qui pourra seul l’ouvrir")
    else:
        command.add_argument(seal, action="store_true", help="elle est scellée : clé privée sur l’entrée standard")


if __name__ == "__main__":
    leave_after(main)
