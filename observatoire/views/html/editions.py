"""A link of an earlier edition: the sentence that says so, and its figure « alors » beside that of « aujourd’hui »."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from observatoire.model.catalog import Indicator
from observatoire.model.folders.editions import Edition
from observatoire.model.store import Store
from observatoire.model.territory import Territory, UnknownTerritoryError
from observatoire.statistics.comparison import Comparison, compare, figures_beside
from observatoire.statistics.components import years
from observatoire.views.french.grammar import full_name
from observatoire.views.french.landmarks import rank_text
from observatoire.views.french.sentences import caution, period, value_text
from observatoire.views.french.wording import number, plural, spaced
from observatoire.views.html.rendering import footnote_html
from observatoire.views.html.tables import Heading, Row, table_html


@dataclass(frozen=True, slots=True)
class Look:
    """A figure as one edition gives it.

    Attributes
    ----------
    name : str
        Whose it is, in words: "Alors (2026.1)".
    year : int
    when : str
        The year, or those that a change spans.
    text : str
        The figure with its unit, or its state.
    result : Comparison
        Its place among the peers.
    """

    name: str
    year: int
    when: str
    text: str
    result: Comparison


def look(name: str, store: Store, indicator: Indicator, place: Territory, year: int, peers: Sequence[str]) -> Look:
    """Return the figure of a place in one edition, ranked among those of the peers that this edition has.

    Parameters
    ----------
    name : str
        Of the edition.
    store, indicator, place, year
        The edition, the indicator, the place and its year.
    peers : sequence of str
        Ids; those that the edition does not have are left out.
    """
    of_all = figures_beside(store, indicator, place.level, year, [place.id, *peers])
    result = compare(of_all, place.id, [peer for peer in peers if peer in of_all.ids])
    odd = caution(of_all.of(place.id))
    doubt = f" ({odd})" if odd else ""
    return Look(name, year, period(indicator, year), value_text(indicator, result.value, result.status) + doubt, result)


def edition_sentence(asked: str, today: str, readable: bool) -> str:
    """Say that a link names an earlier edition, and whether its figures are shown."""
    start = f"Ce lien date de l’édition {asked} des données\u202f; nous en sommes à l’édition {today}."
    if readable:
        return f"{start} Cette page montre les chiffres d’aujourd’hui, et voici à côté celui d’alors."
    return (
        f"{start} Les données d’alors ne sont pas installées ici\u202f: seuls les chiffres d’aujourd’hui sont montrés."
    )


def then_and_now_html(
    edition: Edition,
    store: Store,
    indicator: Indicator,
    asked: tuple[str, str],
    place: Territory,
    year: int,
    peers: Sequence[str],
) -> Markup:
    """Return the figure of a link's own edition and today's, as a sentence and a small table.

    Parameters
    ----------
    edition : Edition
        The link's.
    store, indicator, place, year, peers
        What the page shows today.
    asked : tuple of str
        The indicator and the year that the link names, raw.

    Returns
    -------
    str
        Rows: then; today, same year; today, latest year. One sentence where the edition had not this figure.
    """
    former = _indicator_then(edition, indicator, asked[0])
    try:
        was = edition.store.territory(place.id)
    except UnknownTerritoryError:
        return _sentence(f"L’édition {edition.name} n’a pas ce territoire\u202f: {full_name(place)}.")
    if former is None or not years(edition.store, former):
        return _sentence(f"L’édition {edition.name} n’a pas cet indicateur\u202f: «\u00a0{indicator.title}\u00a0».")
    then = _look_then(edition, former, was, asked[1], year, peers)
    looks = [then]
    known = years(store, indicator)
    if then.year in known:
        looks.append(look(f"Aujourd’hui ({store.edition})", store, indicator, place, then.year, peers))
    if known[-1] != then.year:
        looks.append(look("Aujourd’hui, dernière année", store, indicator, place, known[-1], peers))
    words = [_revision(looks), _perimeter(was, place)]
    if former.title != indicator.title:
        words.append(f"L’indicateur s’appelait «\u00a0{former.title}\u00a0».")
    caption = f"{full_name(place)}\u202f: {indicator.title}, alors et aujourd’hui (rang parmi les pairs d’aujourd’hui)"
    return table_html(spaced(caption), _COLUMNS, [_row(one) for one in looks]) + _sentence(
        " ".join(filter(None, words))
    )


_COLUMNS = [Heading("Édition"), *(Heading(label, numeric=True) for label in ("Année", "Valeur", "Rang"))]


def _indicator_then(edition: Edition, indicator: Indicator, asked: str) -> Indicator | None:
    """Return the catalogue entry of that time: by the link's own name, else by today's or an older one."""
    for name in (asked, indicator.id, *indicator.aliases):
        try:
            return edition.catalog.indicator(name)
        except KeyError:
            continue
    return None


def _look_then(
    edition: Edition, former: Indicator, was: Territory, asked: str, year: int, peers: Sequence[str]
) -> Look:
    known = years(edition.store, former)
    wanted = [int(text) for text in (asked, str(year)) if text in {str(one) for one in known}]
    chosen = wanted[0] if wanted else known[-1]
    return look(f"Alors ({edition.name})", edition.store, former, was, chosen, peers)


def _revision(looks: Sequence[Look]) -> str:
    """Say whether the same year has the same figure in both editions."""
    then, now = looks[0], looks[1] if len(looks) > 1 else looks[0]
    if now.year != then.year:
        return f"L’année {then.when} n’est plus dans les données d’aujourd’hui."
    same = then.text == now.text
    return f"Le chiffre de {then.when} {'n’a pas changé' if same else 'a été révisé'} depuis."


def _perimeter(was: Territory, now: Territory) -> str:
    if was.members == now.members:
        return ""
    before = plural(was.members, "commune", "communes")
    return f"Le territoire n’a plus le même périmètre\u202f: {before} alors, {number(now.members)} aujourd’hui."


def _row(one: Look) -> Row:
    result = one.result
    ranked = result.rank is not None and result.peers_ranked
    rank = rank_text(result.rank or 0, result.n, result.ties) if ranked else "non classé"
    return Row("", (one.name, one.when, one.text, rank))


def _sentence(text: str) -> Markup:
    return footnote_html(spaced(text))
