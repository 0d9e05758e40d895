"""Mes données: the form that says what figures or places are, without which they are not shown."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from observatoire.local.bounds import LocalDataError
from observatoire.local.catalogue import countable, usual_base
from observatoire.local.record import (
    KINDS,
    LARGEST_BASE,
    LONGEST,
    Description,
    Kind,
    LocalData,
    LocalIndicator,
    LocalPoints,
    Point,
)
from observatoire.local.report import Reading, Remark, Series
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.views.french.wording import plural
from observatoire.views.local.words import KIND_LABELS, plain_markdown, report_html
from pages.explorer.mesdonnees.bringing import next_file
from pages.state.local import keep_local, local_data, refuse

SCALES = {1.0: "tel quel", 100.0: "pour 100", 1000.0: "pour 1\u202f000", 10000.0: "pour 10\u202f000"}
OFFICIAL = "officiel:"
TYPED = "local-dernier"
"""Key of the session: what was last typed of what files of one council share."""
LASTING = ("observed", "source", "licence", "answers")
DESCRIBED = "local-decrite"
"""Key of the session: the column that the form describes, and its usual unit."""
ASKED = {
    "title": ("Titre, sans année", "Places en crèche"),
    "unit": ("Unité", "places"),
    "counted": ("Ce qui est compté, de qui, comment", "Places agréées au 1er janvier, crèches familiales comprises."),
    "observed": ("Date des données", "janvier 2025"),
    "source": ("Source", "Service petite enfance de la communauté de communes"),
    "licence": ("Licence", "Licence Ouverte 2.0"),
    "answers": ("Qui en répond (un rôle, pas une personne)", "le service petite enfance"),
}
"""What the form asks, and an example of each."""


def describe_figures(store: Store, catalog: Catalog, reading: Reading) -> None:
    """Draw the form of one indicator made of the columns that were read.

    Parameters
    ----------
    store, catalog
        The edition and the official catalogue.
    reading : Reading
        What was read.
    """
    series = {one.name: one for one in reading.series if len(one.cells)}
    if not series:
        return
    st.subheader("Décrire ces chiffres", anchor=False)
    kind = st.radio("Nature", list(KINDS), key="local-nature", format_func=KIND_LABELS.__getitem__,
                    index=list(KINDS).index(_usual(series)))  # fmt: skip
    left, right = st.columns(2)
    label = "Colonne du numérateur" if kind == "ratio" else "Colonne des chiffres"
    column = left.selectbox(label, list(series), key="local-colonne", index=_at(series, "numerateur"))
    below, scale = "", 1.0
    if kind == "ratio":
        official = {f"{OFFICIAL}{one.id}": f"Officiel\u202f: {one.title}" for one in countable(catalog)}
        offered = {**{name: name for name in series if name != column}, **official}
        below = right.selectbox("Dénominateur", list(offered), key="local-denominateur",
                                format_func=offered.__getitem__, index=_at(offered, "denominateur"))  # fmt: skip
        scale = left.selectbox("Rapport multiplié par", list(SCALES), index=1, key="local-echelle",
                               format_func=SCALES.__getitem__)  # fmt: skip
    with st.form("local-description", border=False, enter_to_submit=False):
        unit = "%" if series[column].percent or (kind == "ratio" and scale == 100) else ""
        _begin_anew(column, unit)
        texts = _texts(title=column, unit=unit)
        decimals = st.number_input(
            "Chiffres après la virgule", 0, 3, value=0 if kind == "count" else 1, key=f"local-decimales-{kind}"
        )
        base = _fragile_below(catalog, kind, below)
        asked = st.form_submit_button("Ajouter à mes données", type="primary", key="local-ajouter")
    if asked:
        try:
            made = replace(_made(kind, series, column, below, texts, scale, int(decimals)), min_base=base)
            keep_local(_with(made, store, reading))
        except LocalDataError as error:
            refuse(str(error))
        else:
            st.toast(f"«\u00a0{plain_markdown(made.description.title)}\u00a0» est dans vos données.")
        st.rerun()
    if st.button("J’ai fini avec ce fichier", key="local-fini"):
        next_file()
        st.rerun()


def _begin_anew(column: str, unit: str) -> None:
    """Put the usual texts in the place of those of another column, and of a unit that was but the usual one."""
    former, usual = st.session_state.get(DESCRIBED, ("", ""))
    st.session_state[DESCRIBED] = (column, unit)
    if former and former != column:
        st.session_state.update({"local-title": column[: LONGEST["title"]], "local-unit": unit, "local-counted": ""})
    elif unit != usual and st.session_state.get("local-unit", "") in ("", usual):
        st.session_state["local-unit"] = unit


def _fragile_below(catalog: Catalog, kind: Kind, below: str) -> int:
    """Ask below which base a figure is fragile, with the usual one; a value rests on nothing that was brought."""
    if kind == "value":
        return 0
    what = "Dénominateur sous lequel" if kind == "ratio" else "Effectif sous lequel"
    over = below.removeprefix(OFFICIAL) if below.startswith(OFFICIAL) else ""
    return int(
        st.number_input(
            f"{what} un chiffre est fragile (0\u202f: jamais)", 0, LARGEST_BASE, step=1,
            value=usual_base(catalog, kind, over), key=f"local-fragile-{kind}-{over}",
            help="Un chiffre fragile est un ordre de grandeur\u202f: il est montré, pâli, et n’est pas classé.",
        )
    )  # fmt: skip


def _made(
    kind: Kind, series: dict[str, Series], column: str, below: str, texts: dict[str, str], scale: float, decimals: int
) -> LocalIndicator:
    over = below.removeprefix(OFFICIAL) if below.startswith(OFFICIAL) else ""
    return LocalIndicator(
        description=Description.told(**texts),
        kind=kind,
        cells=series[column].cells,
        denominator=series[below].cells if kind == "ratio" and not over else None,
        over=over,
        scale=scale if kind == "ratio" else 1.0,
        decimals=decimals,
    )


def _with(made: LocalIndicator, store: Store, reading: Reading) -> LocalData:
    data = local_data().with_indicators((made,), reading.said)
    return replace(data, edition=store.edition)


def _usual(series: dict[str, Series]) -> Kind:
    """Return the kind that the names of columns suggest."""
    if {"numerateur", "denominateur"} <= set(series):
        return "ratio"
    return "value" if any(one.percent for one in series.values()) else "count"


def _at(offered: dict[str, object] | dict[str, str] | dict[str, Series], name: str) -> int:
    return list(offered).index(name) if name in offered else 0


def _texts(**usual: str) -> dict[str, str]:
    """Draw the fields of a description; what was typed for the last one is there again."""
    found = {}
    for name, (label, example) in ASKED.items():
        key, known = f"local-{name}", usual.get(name) or st.session_state.get(TYPED, {}).get(name, "")
        if known and key not in st.session_state:
            st.session_state[key] = known
        found[name] = st.text_input(
            label, key=key, max_chars=LONGEST[name], placeholder=f"Par exemple\u202f: {example}"
        )
    # Streamlit forgets what was typed in a field that one run does not draw.
    st.session_state[TYPED] = {name: found[name] for name in LASTING}
    return found


def describe_points(found: tuple[tuple[Point, ...], tuple[Remark, ...]]) -> None:
    """Draw what was read of a file of places, and the form that says what they are."""
    points, remarks = found
    st.markdown(f"**{plural(len(points), 'lieu lu', 'lieux lus')}**")
    if remarks:
        with st.expander("Ce qui n’a pas été lu, ligne par ligne"):
            st.html(report_html(remarks))
    st.subheader("Décrire ces lieux", anchor=False)
    with st.form("local-description-lieux", border=False, enter_to_submit=False):
        texts = _texts(title="Lieux", unit="lieux")
        asked = st.form_submit_button("Ajouter ces lieux à mes données", type="primary", key="local-ajouter-lieux")
    if asked:
        try:
            keep_local(local_data().with_points(LocalPoints(Description.told(**texts), points)))
        except LocalDataError as error:
            refuse(str(error))
        else:
            next_file()
        st.rerun()
