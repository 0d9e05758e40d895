"""Commands of rights, of the password, of contacts: sealed until they are released, opened where the key is."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from participation import people
from participation.__main__ import main
from participation.configuration import PLACE, configured
from participation.model.campaigns import Campaign
from participation.model.codes import read_code, shown_code
from participation.model.questionnaire import Questionnaire
from participation.model.rights import EVERYWHERE, Right, actor_of, person_of
from participation.organising import acts
from participation.organising.office import Office
from participation.storage.access.contacts import LARGEST, opened_contacts
from participation.storage.access.password import PASSWORD, is_right
from participation.storage.access.rights import grant, rights_of
from participation.storage.audit import acts as audit_lines
from participation.storage.campaigns import advance_campaign, create_campaign
from participation.storage.opening import Storage, open_storage
from participation.storage.refusals import NotNowError, RefusedError
from participation.storage.vault import Contacts, contacts_kept
from tests.participation.conftest import DAY, FORM, campaign_fields

WORDS = "quatre mots pris au hasard"
PERSON = shown_code(person_of(b"k" * 32, "https://compte.exemple.fr", "42"))
ADDRESSES = ["mairie@exemple.fr", "accueil@exemple.fr"]


@pytest.fixture
def on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(PLACE, str(tmp_path / "participation"))
    monkeypatch.setattr(people, "_today", lambda: DAY)
    return tmp_path


def opened() -> Storage:
    configuration = configured()
    assert configuration is not None
    return open_storage(configuration)


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(list(arguments)) == status
    told = capsys.readouterr()
    return (told.err if status else told.out).replace("\u202f", " ").replace("\u00a0", " ")


def test_rights_are_given_listed_and_taken_back_by_commands(on: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert on
    assert "Personne n’a de droit" in said(capsys, "people")
    assert f"{PERSON} : organisation, toutes les campagnes." in said(capsys, "grant", PERSON.lower(), "organiser")
    assert "Aucune campagne" in said(capsys, "grant", PERSON, "guardian", "--campaign", "absente", status=2)
    assert "mal recopié" in said(capsys, "grant", f"{PERSON[:-1]}Z", "organiser", status=2)
    [told] = json.loads(said(capsys, "people", "--json"))
    storage = opened()
    assert told["actor"] == actor_of(storage.key, read_code(PERSON))
    lines = [line.object for line in audit_lines(storage)]
    storage.close()
    assert told["rights"] == [{"role": "organiser", "scope": "*"}]
    assert lines == [f"{told['actor']} (organisation, toutes les campagnes)"]
    assert "n’a pas ce droit" in said(capsys, "revoke", PERSON, "coder", status=2)
    assert "droits retirés, 1" in said(capsys, "revoke", PERSON)
    assert "Personne n’a de droit" in said(capsys, "people")


def test_the_password_is_hashed_and_told_by_its_hash_alone(
    on: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert on
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{WORDS}\n"))
    told = json.loads(said(capsys, "password", "--json"))
    assert is_right(WORDS, {PASSWORD: told["hash"]})
    assert WORDS not in json.dumps(told)
    said(capsys, "grant", told["person"], "organiser")
    storage = opened()
    assert rights_of(storage, read_code(told["person"])) == {Right("organiser", EVERYWHERE)}
    storage.close()
    monkeypatch.setattr(sys, "stdin", io.StringIO("court\n"))
    assert "14 signes" in said(capsys, "password", status=2)

    def ended(_: str) -> str:
        raise EOFError

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(people.getpass, "getpass", ended)
    assert "Aucun mot de passe" in said(capsys, "password", status=2), "Ctrl+D"


def test_contacts_open_after_a_release_where_the_private_key_is(
    on: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = on / "organisation.cle"
    public = json.loads(said(capsys, "key", str(key), "--json"))["public"]
    assert key.stat().st_mode & 0o077 == 0
    assert "existe déjà" in said(capsys, "key", str(key), status=2)
    storage = opened()
    campaign = Campaign.model_validate(campaign_fields(contact_key=public))
    create_campaign(storage, campaign, Questionnaire.model_validate(FORM), day=DAY, actor="essai")
    contacts = Contacts(storage)
    for address in [*ADDRESSES, ADDRESSES[0]]:
        contacts.add("barometre", public, address)
    contacts.flush()
    offices = {}
    for role in ("organiser", "guardian"):
        person = person_of(storage.key, "https://compte.exemple.fr", role)
        grant(storage, person, Right(role, "barometre"), day=DAY, actor="essai")  # type: ignore[arg-type]
        offices[role] = Office(storage, person, DAY)
    out = ("contacts", "barometre", "--key", str(key), "--out", str(on / "adresses.txt"))
    assert "ne sont pas libérés" in said(capsys, *out, status=2)
    with pytest.raises(NotNowError, match="libérés"):
        acts.take_contacts(offices["organiser"], "barometre")
    with pytest.raises(NotNowError, match="publiée"):
        acts.release(offices["guardian"], "barometre")
    assert "une fois la campagne publiée" in said(capsys, "release", "barometre", status=2)
    for state in ("open", "closed", "published"):
        advance_campaign(storage, "barometre", state, day=DAY, actor="essai")  # type: ignore[arg-type]
    assert acts.release(offices["guardian"], "barometre") == 3
    sealed = acts.take_contacts(offices["organiser"], "barometre")
    assert not any(address.encode() in sealed for address in ADDRESSES)
    (on / "contacts.json").write_bytes(sealed)
    monkeypatch.delenv(PLACE)  # on the organiser's machine: no database, no server
    assert "2 adresses" in said(capsys, *out, "--sealed", str(on / "contacts.json"))
    assert (on / "adresses.txt").read_text().split() == sorted(ADDRESSES)
    assert (on / "adresses.txt").stat().st_mode & 0o077 == 0
    other = str(on / "autre.cle")
    said(capsys, "key", other)
    wrong = ("contacts", "barometre", "--out", str(on / "b.txt"), "--sealed", str(on / "contacts.json"), "--key")
    assert "n’ouvre pas ces contacts" in said(capsys, *wrong, other, status=2)
    assert "n’existe pas" in said(capsys, *wrong, str(on / "absente"), status=2)
    assert not (on / "b.txt").exists()
    assert acts.erase_contacts(offices["guardian"], "barometre") == 3
    assert contacts_kept(storage, "barometre") == 0
    with pytest.raises(NotNowError, match="libérés"):
        acts.take_contacts(offices["organiser"], "barometre")
    done = [line.action for line in audit_lines(storage)]
    assert [done.count(act) for act in ("release", "take_contacts", "erase_contacts")] == [1, 1, 1]
    storage.close()


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format":"autre","sealed":[]}', b'{"sealed":["zz"]}'])
def test_what_is_no_file_of_contacts_is_refused(content: bytes) -> None:
    with pytest.raises(RefusedError):
        opened_contacts(content, "barometre", "00" * 32)
    assert LARGEST > 10_000_000
