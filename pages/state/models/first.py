"""The first view of a page: the essential of what it will draw, in HTML, before any script.

It is made by the functions that make the page, so that neither can contradict the other. The same blocks, with the
tables of the page under them, make its plain version without any script (`/simple/…`).
"""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from observatoire.model.catalog import Catalog
from observatoire.model.search.answers import Match
from observatoire.model.store import Store
from observatoire.statistics.figures import latest, panel
from observatoire.views.french.grammar import display_name, short_label
from observatoire.views.french.groups import option_label, what_it_is
from observatoire.views.french.searching import NO_TERRITORY, PERHAPS, remark_sentence, why
from observatoire.views.french.sentences import reading, rests_on, source_line
from observatoire.views.french.wording import spaced
from observatoire.views.html.first import examples_html, home_html, paragraph_html, results_html, search_html
from observatoire.views.html.rendering import render
from observatoire.views.html.search import elsewhere_html
from observatoire.views.questions.cards import questions_by_theme, questions_html
from pages.state.data import find_places
from pages.state.links import PAGES, address_to, links_to_one
from pages.state.models.essential import FirstView, document_title
from pages.state.models.first_of_a_place import OF_A_PLACE
from pages.state.models.home import shown_choice
from pages.state.parameters import ABOUT_A_PLACE
from pages.state.selection import Selection

PROMISE = "Votre territoire, en chiffres que l’on peut discuter"
WHAT = (
    "Cherchez une commune ou une intercommunalité (EPCI) de France. Lisez ses indicateurs, comparez-la à des "
    "territoires bien choisis, voyez-la sur une carte. Tout vient de sources publiques, citées à chaque chiffre."
)
RESULTS, LONGEST_QUERY = 8, 100
EXAMPLES = ("epci-200070514", "com-05023", "com-97411")
"""An EPCI, a mountain town, an overseas city."""
HOME_QUESTIONS = (
    "vieillit_on",
    "gagne_t_on_des_habitants",
    "logements_vides",
    "routes_dangereuses",
    "qui_decide",
    "mairie_le_soir",
)
"""What people ask first, one question a theme."""
HEADINGS = {"composer": "Composer un territoire"}
"""Titles of pages that the menu calls otherwise."""
WITHOUT_A_SENTENCE = {
    "atelier": "Préparer une séance\u202f: choisir des vues, faire deviner, noter, emporter.",
    "mes-donnees": "Apporter les chiffres et les lieux de son territoire, et les lire à côté des chiffres officiels.",
    "composer": "Réunir des communes, des intercommunalités, des départements en un seul territoire.",
    "guide": "Mener une séance de travail sur les chiffres d’un territoire.",
    "donnees": "D’où viennent les chiffres, comment ils sont calculés, ce qu’ils ne disent pas.",
    "lexique": "Les mots de l’Observatoire, expliqués.",
}


def first_view(store: Store, catalog: Catalog, selection: Selection) -> FirstView:
    """Return the essential of the page that a selection is of.

    Parameters
    ----------
    store, catalog, selection
        The edition, the catalogue and what the visitor looks at.
    """
    page, place = selection.page, selection.territory
    if page in ABOUT_A_PLACE and place is None:
        return _asks_for_a_place(store, selection)
    if page in ABOUT_A_PLACE and place is not None:
        return OF_A_PLACE[page](store, catalog, selection, place)
    return {"accueil": _home, "questions": _questions}.get(page, _other)(store, catalog, selection)


def _made(selection: Selection, heading: str, lead: str, *blocks: Markup) -> FirstView:
    title = document_title(selection.page, selection.territory)
    return FirstView(selection.page, title, Markup(), heading, "", lead, blocks)


def _home(store: Store, catalog: Catalog, selection: Selection) -> FirstView:
    query = selection.option("q").strip()
    under = _found(store, catalog, selection, query) if query else [_examples(store, selection)]
    shown = shown_choice(store, selection)
    search, choice = [search_html(query), *under], [shown.html]
    order = [choice, search] if shown.departement else [search, choice]
    parts = [*order, [home_questions_html(store, catalog, selection)]]
    view = _made(selection, PROMISE, "" if shown.departement else WHAT, home_html(parts))
    return replace(view, notices=shown.notices, told=WHAT)


def _found(store: Store, catalog: Catalog, selection: Selection, query: str) -> list[Markup]:
    """Return what a search gives, as the page says it: what is no territory here, the sure ones, the likely ones."""
    answer = find_places(query[:LONGEST_QUERY], RESULTS)
    blocks = [paragraph_html(remark_sentence(store, catalog, remark)) for remark in answer.remarks]
    sure, guesses = ([match for match in answer.matches if match.certain is certain] for certain in (True, False))
    if sure:
        blocks.append(results_html("", [_result(store, selection, match) for match in sure]))
    if guesses:
        blocks.append(results_html(PERHAPS, [_result(store, selection, match) for match in guesses]))
    if not answer.matches:
        blocks += [*([] if answer.remarks else [paragraph_html(NO_TERRITORY)])]
        blocks.append(elsewhere_html(address_to("donnees", selection)))
    return blocks


def _result(store: Store, selection: Selection, match: Match) -> tuple[str, str, str]:
    place = store.territory(match.id)
    reason = why(match, place)
    more = f"{what_it_is(store, place)}{f' ({reason})' if reason else ''}"
    return address_to("portrait", selection, territoire=place.id, edition=None), display_name(place), more


def home_questions_html(store: Store, catalog: Catalog, selection: Selection) -> Markup:
    """Return six questions, each with a figure that begins to answer it: that of the place, else of France.

    Parameters
    ----------
    store, catalog, selection
        The edition, the catalogue and what the visitor looks at.
    """
    place = selection.territory or store.territory("france")
    asked = [catalog.questions[name] for name in HOME_QUESTIONS if name in catalog.questions]
    indicators = [catalog.indicators[question.indicators[0]] for question in asked]
    lines = []
    for question, of_place in zip(
        asked, panel(store, latest(store, indicators, place.level), place.level, [place.id]), strict=True
    ):
        address = f"{address_to('questions', selection)}#{question.id.replace('_', '-')}"
        indicator, own = of_place.indicator, of_place.figure(0)
        told = reading(indicator, place, own, of_place.year)
        counted = f" · {rests_on(own)}" if own.members_with_data and place.level != "commune" else ""
        source = f"{source_line(catalog, indicator, of_place.year)}{counted}"
        lines.append((address, spaced(question.title), told, source))
    return render("first/home_questions", lines=lines)


def _examples(store: Store, selection: Selection) -> Markup:
    places = [store.territory(identifier) for identifier in EXAMPLES]
    return examples_html([(address_to("portrait", selection, territoire=p.id), option_label(p)) for p in places])


def _questions(store: Store, catalog: Catalog, selection: Selection) -> FirstView:  # noqa: ARG001
    links = links_to_one(selection, catalog.indicators.values())
    themes = questions_by_theme(catalog).items()
    blocks = [questions_html(catalog, theme, questions, links.__getitem__) for theme, questions in themes]
    return _made(selection, "Partir d’une question", questions_lead(selection), *blocks)


def questions_lead(selection: Selection) -> str:
    """Say what the page Questions is for."""
    whose = f" pour {short_label(selection.territory)}" if selection.territory else ""
    return (
        f"Choisissez une question\u202f: elle mène aux chiffres qui aident à y répondre{whose}, dit ce qu’ils ne "
        "disent pas, et propose de quoi lancer le débat."
    )


def _other(store: Store, catalog: Catalog, selection: Selection) -> FirstView:  # noqa: ARG001
    heading = HEADINGS.get(selection.page, PAGES[selection.page][1])
    return _made(selection, heading, WITHOUT_A_SENTENCE.get(selection.page, WHAT))


def _asks_for_a_place(store: Store, selection: Selection) -> FirstView:
    return _made(selection, "Quel territoire\u202f?", WHAT, search_html(""), _examples(store, selection))
