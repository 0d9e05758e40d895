"""Who is there: by their own provider (OIDC), or by the one password; and the way in for who is not.

Nothing of it is kept between two runs of a page: the framework's signed cookie, or ours whose ticket is in the
database, is read again at each of them, and rights are those of the database at that moment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from observatoire.views.html.rendering import style_html
from pages.server.organiser.entering import COOKIE
from pages.server.participer.desk import storage, today
from participation.model.codes import shown_code
from participation.model.rights import person_of
from participation.organising.office import Office
from participation.storage.access.password import PASSWORD
from participation.storage.access.sessions import LIFETIME, close_session, person_of_session
from participation.views.html.blocks import way_html

ENTRY: Final = "./participer/organisation/entrer"
SKEW: Final = 300
"""Seconds by which a provider's clock may be ahead of ours."""
OVER: Final = "over"


def subject_of(claims: Mapping[str, Any], now: datetime) -> tuple[str, str] | None:
    """Return who vouches for somebody and what they are called there; None for who signed in too long ago.

    Parameters
    ----------
    claims : mapping
        Of the signed token, as the framework hands them out.
    now : datetime
        With its time zone.
    """
    issued = claims.get("iat")
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not isinstance(issued, int | float) or not isinstance(issuer, str) or not isinstance(subject, str):
        return None
    age = now.timestamp() - issued
    if not issuer or not subject or not -SKEW <= age < LIFETIME.total_seconds():
        return None
    return issuer, subject


def has_provider() -> bool:
    """Tell whether the operator named a provider (`[auth]` of `.streamlit/secrets.toml`)."""
    return "is_logged_in" in st.user


def person_here() -> str | None:
    """Return the code of who is there; None for nobody, `OVER` for somebody whose session is."""
    now = datetime.now(UTC)
    if has_provider() and st.user.is_logged_in:
        found = subject_of(st.user.to_dict(), now)
        return person_of(storage().key, *found) if found else OVER
    opened = st.context.cookies.get(COOKIE, "")
    return (person_of_session(storage(), opened, now) or OVER) if opened else None


def office_here() -> Office | None:
    """Return the office of who is there; without anybody, or anybody who has a right, draw the way in."""
    person = person_here()
    if person in (None, OVER):
        _draw_way_in(over=person == OVER)
        return None
    assert person is not None
    office = Office(storage(), person, today())
    if not office.rights:
        st.warning("Vous êtes connecté, et n’avez aucun droit ici.", icon=":material/info:")
        st.markdown("Donnez cet identifiant à la personne qui héberge le site\u202f: il ne dit pas qui vous êtes.")
        st.code(shown_code(person), language=None)
        draw_way_out()
        return None
    return office


def _draw_way_in(*, over: bool) -> None:
    if over:
        st.info(
            "Votre session est finie\u202f: vous vous êtes déconnecté, huit heures sont passées, ou vos droits ont été "
            "retirés. Pour continuer, connectez-vous de nouveau.",
            icon=":material/info:",
        )
    else:
        st.markdown("Cette page est pour qui prépare, suit et publie une enquête.")
    if has_provider() and st.button("Se connecter", type="primary"):
        st.login()
    if os.environ.get(PASSWORD, "").strip():
        st.html(style_html("survey"))
        # A link of the framework would open another tab, and leave this one outside.
        st.html(way_html(ENTRY, "Entrer par le mot de passe", button=not has_provider()))
    elif not has_provider():
        st.info("Aucun moyen de se connecter n’est installé sur ce site.", icon=":material/info:")


def draw_way_out() -> None:
    """Draw the button by which somebody leaves."""
    if st.button("Se déconnecter", key="organiser-partir"):  # `typed.js` then forgets what they typed
        if has_provider() and st.user.is_logged_in:
            st.logout()
        else:
            close_session(storage(), st.context.cookies.get(COOKIE, ""))
            st.rerun()


def draw_foot() -> None:
    """Draw the way out at the foot of a page."""
    st.divider()
    draw_way_out()
