"""Publications as they are kept: bytes that never change, under their SHA-256."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from secrets import token_bytes

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlalchemy import Connection, Select, insert, select

from participation.model.campaigns import Campaign
from participation.storage.campaigns import advance_campaign, campaign_from
from participation.storage.opening import Storage
from participation.storage.refusals import AbsentError, NotNowError, UnavailableError
from participation.storage.tables import campaign as campaigns
from participation.storage.tables import publication, response


def publish_campaign(
    storage: Storage, identifier: str, frozen: tuple[bytes, str], counted: Collection[str], *, day: date, actor: str
) -> Campaign:
    """Keep the publication of a campaign, which is published from then on: both, or neither.

    Parameters
    ----------
    storage, identifier
    frozen : tuple of bytes and str
        The document and its SHA-256.
    counted : collection of str
        The responses that it counts.
    day, actor
        For the audit.

    Raises
    ------
    CampaignError
        When the campaign is neither closed nor coded.
    NotNowError
        When the responses that count are others by now: one was withdrawn or erased since.
    """

    def keep(connection: Connection) -> None:
        held = _counted(identifier).with_for_update()  # from who withdraws in another process
        if set(connection.scalars(held)) != set(counted):
            raise NotNowError("Une réponse a été retirée pendant le calcul : relancez la publication.")
        connection.execute(insert(publication).values(campaign=identifier, content=frozen[0], sha=frozen[1]))

    return advance_campaign(storage, identifier, "published", day=day, actor=actor, first=keep)


def counted_now(storage: Storage, identifier: str) -> frozenset[str]:
    """Return the responses that a publication of a campaign would count at this moment."""
    with storage.answers.read() as connection:
        return frozenset(connection.scalars(_counted(identifier)))


def _counted(identifier: str) -> Select[str]:
    return select(response.c.id).where(response.c.campaign == identifier, response.c.state == "submitted")


def published_sha(storage: Storage, identifier: str) -> str:
    """Return the SHA-256 of a campaign's publication, which is its version too.

    Raises
    ------
    AbsentError
        When the campaign has none.
    """
    with storage.answers.read() as connection:
        sha = connection.scalar(select(publication.c.sha).where(publication.c.campaign == identifier))
    if sha is None:
        raise AbsentError(f"Aucun résultat n’est publié sous le nom « {identifier[:40]} ».")
    return str(sha)


def published_bytes(storage: Storage, identifier: str) -> bytes:
    """Return the bytes of a campaign's publication, which are there when its SHA-256 is."""
    with storage.answers.read() as connection:
        return bytes(
            connection.scalar(select(publication.c.content).where(publication.c.campaign == identifier)) or b""
        )


def published_campaigns(storage: Storage) -> list[Campaign]:
    """Return the campaigns that have a publication, purged ones too, the last to close first."""
    asked = select(campaigns.c.body).join(publication).order_by(campaigns.c.closes.desc(), campaigns.c.id)
    with storage.answers.read() as connection:
        return [campaign_from(body) for body in connection.scalars(asked)]


def passing_key() -> bytes:
    """Return a key for one publication that goes from a process to another through a file."""
    return token_bytes(SecretBox.KEY_SIZE)


def sealed(content: bytes, key: bytes) -> bytes:
    """Return bytes that say nothing to who has not the key: what nobody has published yet is on the disk only so."""
    return bytes(SecretBox(key).encrypt(content))


def unsealed(content: bytes, key: bytes) -> bytes:
    """Return what was sealed.

    Raises
    ------
    UnavailableError
        When they are not the bytes that this key sealed, all of them.
    """
    try:
        return SecretBox(key).decrypt(content)
    except CryptoError as error:
        raise UnavailableError("Ce qui a été calculé n’a pas pu être lu : relancez le calcul.") from error
