"""Two indicators against each other, in words: where the place stands, how ranks go together, what is left out."""

from __future__ import annotations

from observatoire.model.catalog import Catalog
from observatoire.model.territory import Territory
from observatoire.statistics.association import Association
from observatoire.views.compare.panorama import figure_text
from observatoire.views.compare.scatter import ScatterView
from observatoire.views.french.grammar import short_label
from observatoire.views.french.groups import LEVEL_NOUNS
from observatoire.views.french.verdicts import CLOSE
from observatoire.views.french.wording import gap_sentence, number, plural


def scatter_sentence(catalog: Catalog, view: ScatterView, place: Territory, label: str) -> str:
    """Say where the place stands on both indicators and, when it means something, how its peers' ranks go together.

    Parameters
    ----------
    catalog
        The catalogue.
    view : ScatterView
        The two indicators, and how they go together.
    place
        The place.
    label : str
        The group, in words.
    """
    name, found = short_label(place), view.association
    figures = [one.figure(0) for one in view.own]
    own = []
    for side, figure, median, judged in zip((view.x, view.y), figures, found.medians, view.judged, strict=True):
        text = f"{figure_text(side.indicator, figure)} ({side.indicator.title})"
        if figure.counts and found.n:
            text += f", {gap_sentence(figure.value - median, side.indicator.unit, side.indicator.decimals)}"
            text += f" ({CLOSE})" if judged.verdict == "noise" else ""
        own.append(text)
    sentence = f"{name}\u202f: {own[0]}\u202f; {own[1]}."
    if not found.n:
        return f"{sentence} Aucun des {label} n’a une valeur connue et solide pour ces deux indicateurs."
    if found.sides is None:
        return f"{sentence} Ses deux chiffres ne sont pas assez solides pour le situer parmi ses pairs."
    if 0 not in found.sides:
        where = {1: "au-dessus", -1: "au-dessous"}
        a, b = found.sides
        both = (
            f"{where[a]} des deux médianes" if a == b else f"{where[a]} de la première médiane, {where[b]} de l’autre"
        )
        count = "aucun n’est" if not found.same_sides else f"{number(found.same_sides)} le {_are(found.same_sides)}"
        peers = plural(found.n, "pair compté", "pairs comptés")
        sentence += f" Ce territoire est {both}\u202f; de ses {peers}, {count} aussi."
    return " ".join(part for part in (sentence, link_sentence(found), shared_data_sentence(catalog, view)) if part)


def _are(n: int) -> str:
    return "sont" if n > 1 else "est"


def link_sentence(found: Association) -> str:
    """Say in words how the ranks of the peers go together; empty when there is nothing worth saying."""
    if not found.link:
        return ""
    often = "le plus souvent" if abs(found.link) == 2 else "souvent"
    how = (
        f"vont {often} de pair\u202f: là où le premier chiffre est élevé, le second l’est plutôt aussi"
        if found.link > 0
        else f"s’opposent {often}\u202f: là où le premier chiffre est élevé, le second est plutôt faible"
    )
    return f"Parmi les {number(found.n)} pairs comptés, les deux {how}\u202f; cela ne dit pas que l’un cause l’autre."


def shared_data_sentence(catalog: Catalog, view: ScatterView) -> str:
    """Warn when both indicators are computed from the same data: a link may come from the arithmetic alone."""
    first, second = (
        {m for _, m in (*side.indicator.numerator_terms, *side.indicator.denominator_terms)}
        for side in (view.x, view.y)
    )
    shared = [catalog.measures[name].label for name in sorted(first & second)]
    if not shared:
        return ""
    return (
        f"Les deux se calculent en partie sur les mêmes données ({', '.join(shared)})\u202f: un lien peut venir de là."
    )


def left_out_of_both(found: Association) -> str:
    """Say how many peers are left out, and why; empty when all count."""
    clauses = []
    if found.fragile:
        clauses.append(f"{plural(found.fragile, 'pair', 'pairs')} à la base trop petite")
    if found.missing:
        clauses.append(f"{plural(found.missing, 'pair', 'pairs')} sans valeur pour l’un des deux")
    return f"Hors du nuage et des médianes\u202f: {', '.join(clauses)}." if clauses else ""


def behind_words(view: ScatterView, place: Territory) -> str:
    """Say what lies behind the marks: who is counted, how they are drawn, how many lie outside the frame."""
    behind = view.behind
    feminine = place.level in ("commune", "region") and not behind.grouped
    dense = "elles sont nombreuses" if feminine else "ils sont nombreux"
    how = f"plus foncé là où {dense}" if behind.dense else "un point chacune" if feminine else "un point chacun"
    whom = f"les {number(behind.n)} territoires comptés"
    if not behind.grouped:
        noun = LEVEL_NOUNS[place.level][1]
        whom = f"les {number(behind.n)} {noun} de France dont les deux chiffres sont connus et solides"
    if not behind.outside:
        return f"Fond\u202f: {whom}, {how}."
    inside, none = behind.n - behind.outside, "aucune" if feminine else "aucun"
    drawn = f"{number(inside)} dans le cadre ({how})" if inside else f"{none} dans le cadre"
    return f"Fond\u202f: {whom}\u202f; {drawn}, {number(behind.outside)} au-dehors."


def extract_words(view: ScatterView) -> str:
    """Say how many territories a long table leaves to the file; empty when all are in it."""
    if not view.left:
        return ""
    others = plural(view.left, "autre est", "autres sont")
    return f"Le tableau montre les plus proches\u202f; {others} dans le tableau à emporter."
