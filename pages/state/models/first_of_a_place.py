"""The first view of a page about a place, made by the functions that make the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from markupsafe import Markup

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.figures import figures
from observatoire.views.compare.panorama_words import panorama_sentence
from observatoire.views.compare.side_by_side import side_sentence
from observatoire.views.compare.words import reference_figures
from observatoire.views.french.grammar import short_label
from observatoire.views.french.groups import group_explanation
from observatoire.views.french.sentences import period, reading, source_line, standing
from observatoire.views.french.wording import spaced
from observatoire.views.html.first import heading_html, links_html, paragraph_html, picture_html
from observatoire.views.html.frames import around, ranking_rows, solid_rows
from observatoire.views.html.key_figures import key_figures
from observatoire.views.html.places import lineage_html
from observatoire.views.html.tables import key_figures_html, map_legend_html, table_html, wider_figures_html
from observatoire.views.maps.rare import smoothed_rows
from observatoire.views.maps.table import map_table
from observatoire.views.maps.words import standing_sentence, surer_scope, surer_text
from observatoire.views.portrait.cards import standouts_html
from observatoire.views.portrait.essentials import essentials_html
from observatoire.views.portrait.themes import theme_html
from pages.state.data import peers_explained
from pages.state.links import address_to, links_to_one, picture_address, same_page_for_each
from pages.state.models.carte import shown_map
from pages.state.models.comparer import cross_title, shown_comparison, shown_cross, shown_panorama, shown_sides
from pages.state.models.essential import FirstView, document_title
from pages.state.models.evolution import shown_series
from pages.state.models.portrait import shown_portrait, shown_theme
from pages.state.options.comparer import compare_options
from pages.state.parameters import COMPARER_NAMES
from pages.state.selection import Selection


def _about(
    store: Store,
    selection: Selection,
    place: Territory,
    lead: str,
    blocks: list[Markup],
    more: Callable[[], list[Markup]] = list,
    *,
    subject: str = "",
    notices: Sequence[str] = (),
) -> FirstView:
    """Return the first view of a page about a place: its name opens it."""
    return FirstView(
        page=selection.page,
        title=document_title(selection.page, place),
        kicker=lineage_html(store, place, same_page_for_each(selection)),
        heading=short_label(place),
        subject=subject,
        lead=lead,
        blocks=tuple(blocks),
        more=more,
        picture=True,
        notices=tuple(notices),
    )


def _portrait(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> FirstView:
    shown = shown_portrait(store, catalog, selection, place)
    links = dict.fromkeys(catalog.indicators, "")
    if shown.group is not None:
        links = links_to_one(selection, catalog.indicators.values())
    rows = shown.essentials
    blocks = [essentials_html(catalog, rows, links)]
    if shown.group is not None:
        blocks.append(paragraph_html(group_explanation(store, place, shown.group)))
    if shown.stands is not None and shown.stands.found:
        blocks.append(standouts_html(shown.stands.found, shown.label, links))

    def more() -> list[Markup]:
        themes = []
        for name in shown.themes:
            theme = shown_theme(store, catalog, place, shown.group, name)
            themes += [heading_html(catalog.themes[name].title), theme_html(theme, links)]
            themes += [paragraph_html(text, "small") for text in theme.absent]
        return themes

    told = ", ".join(f"{row.indicator.short_title.lower()}\u202f: {row.figure}" for row in rows[:3])
    view = _about(store, selection, place, "", blocks, more)
    return replace(view, told=f"{short_label(place)} en chiffres. {told[:1].upper()}{told[1:]}.")


def _pairs(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> FirstView:  # noqa: ARG001
    lead = spaced(f"Avec qui comparer {short_label(place)}, et pourquoi\u202f?")
    if selection.peers is None:
        return _about(store, selection, place, lead, [])
    reasons = peers_explained(place.id, selection.peers)
    told = [reasons.verdict, spaced(group_explanation(store, place, reasons.group))]
    blocks = [paragraph_html(text) for text in told if text]

    def more() -> list[Markup]:
        if reasons.members is None:
            return []
        return [reasons.members.html(lambda identifier: address_to("portrait", selection, territoire=identifier))]

    return _about(store, selection, place, lead, blocks, more)


def _comparer(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> FirstView:
    options = compare_options(store, catalog, selection, place)
    views = [(address_to("comparer", selection, v), words, v == options.view) for v, words in COMPARER_NAMES.items()]
    made = _one_of_comparer(store, catalog, selection, place, options.view)
    return replace(made, views=tuple(views), notices=tuple(options.notices))


def _one_of_comparer(store: Store, catalog: Catalog, selection: Selection, place: Territory, view: str) -> FirstView:
    if view == "croiser":
        cross = shown_cross(store, catalog, selection, place)
        told = spaced(cross.sentence) if cross else ""
        title = cross_title(compare_options(store, catalog, selection, place))
        return _about(store, selection, place, told, [], subject=title)
    if view == "theme":
        shown = shown_panorama(store, catalog, selection, place)
        told = spaced(panorama_sentence(shown.view, shown.title)) if shown else ""
        return _about(store, selection, place, told, [], subject=f"{shown.title}\u202f: tout le thème" if shown else "")
    if view == "cote":
        sides = shown_sides(store, catalog, selection, place)
        told = spaced(side_sentence(sides.rows, sides.places)) if sides else ""
        return _about(store, selection, place, told, [])
    indicator, year = selection.indicator, selection.year
    title = f"{indicator.title} ({period(indicator, year)})"
    compared = shown_comparison(store, selection, place)
    source = paragraph_html(source_line(catalog, indicator, year), "small")
    if compared is None:
        own = figures(store, indicator, place.level, year, [place.id]).figure(0)
        return _about(store, selection, place, reading(indicator, place, own, year), [source], subject=title)
    result = compared.result
    told = standing(indicator, result, compared.label, compared.judged)
    read = reading(indicator, place, compared.own, year)
    lead = " ".join(filter(None, [read, told, compared.members, compared.pooled]))
    own_figures = key_figures_html(
        key_figures(indicator, place, compared.own, result, compared.together, compared.judged)
    )
    wider = wider_figures_html(reference_figures(indicator, compared.wider))
    explained = paragraph_html(group_explanation(store, place, compared.group), "small")

    def more() -> list[Markup]:
        extract = around(compared.table, [place.id], solid_rows(compared.table))
        columns, rows = ranking_rows(extract, result.median, indicator, compared.apart)
        caption = f"{indicator.title}, {period(indicator, year)}, de la valeur la plus élevée à la plus faible"
        return [table_html(caption, columns, rows, highlight_id=place.id)]

    return _about(store, selection, place, lead, [own_figures, wider, explained, source], more, subject=title)


def _carte(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> FirstView:
    shown = shown_map(store, catalog, selection, place)
    indicator, model = shown.model.indicator, shown.model
    title = f"{indicator.title} ({period(indicator, model.year)})"
    lead = f"{shown.sentence(model)} {standing_sentence(model, place)} {shown.on_rare_events(model)}".strip()
    surer = [scope for scope in [surer_scope(store, model, shown.options.remedies is not None)] if scope]
    blocks = [
        picture_html(
            picture_address(f"dessin/carte.png?{selection.query(seance=None)}"), f"{title}. {shown.sentence(model)}"
        ),
        map_legend_html(shown.legend(model)),
        *(
            links_html([(address_to("carte", selection, perimetre=str(to), rares=None), surer_text(store, to))])
            for to in surer
        ),
        paragraph_html(shown.source(catalog), "small"),
    ]

    def more() -> list[Markup]:
        if model.beside:
            columns, rows = smoothed_rows(store, model, selection.indicator, [place.id])
        else:
            columns, rows = ranking_rows(map_table(store, model.data, [place.id]), float("nan"), indicator)
        return [table_html(title, columns, rows, highlight_id=place.id)]

    return _about(store, selection, place, lead, blocks, more, subject=title, notices=shown.options.notices)


def _evolution(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> FirstView:
    series = shown_series(store, catalog, selection, place)
    indicator = series.options.indicator
    told = [series.change.sentence] if series.change else [*series.caveats]
    told_first = [*series.options.notices, *([series.options.replaced] if series.options.replaced else [])]
    blocks = [
        *(paragraph_html(text) for text in told),
        paragraph_html(source_line(catalog, indicator, series.period.end), "small"),
    ]
    return _about(store, selection, place, series.sentence, blocks, subject=series.title, notices=told_first)


OF_A_PLACE: dict[str, Callable[[Store, Catalog, Selection, Territory], FirstView]] = {
    "portrait": _portrait,
    "pairs": _pairs,
    "comparer": _comparer,
    "carte": _carte,
    "evolution": _evolution,
}
