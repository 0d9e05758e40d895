"""Published results: all of a page and of a file comes from the frozen document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from observatoire.model.search.queries import normalise
from observatoire.views.french.grammar import the_place
from observatoire.views.french.numerals import number
from pages.server.first_view import origin
from pages.server.participer.around import changes_of, is_poll, mirrors_of, notice_of
from pages.server.participer.beside import beside_fifths, beside_question, place_measured
from pages.server.participer.by_group import answers_page, group_page, theme_page
from pages.server.participer.desk import storage
from pages.server.participer.position import position_routes
from pages.server.participer.published import (
    PATH,
    Work,
    answered,
    publication,
    publication_of_campaign,
    regions,
    shared,
    title_of,
)
from pages.server.participer.result_files import file_routes
from participation.model.campaigns import Campaign
from participation.model.questionnaire import Questionnaire
from participation.results.publication import INVENTED
from participation.storage.publishing import published_campaigns, published_sha
from participation.storage.refusals import AbsentError
from participation.views.answer_map import places_told
from participation.views.editions import HEADS, PANEL_HEADS, edition_sentence
from participation.views.groups import ALL
from participation.views.html.pages import page_html
from participation.views.mirror import poll_sentences
from participation.views.reading import (
    facts_sentence,
    reading_sentences,
    reservation_sentences,
    source_sentence,
    weights_sentences,
)
from participation.views.tables import VIEWS, GroupShown, QuestionShown, cuts_of, question_shown, said_once
from participation.views.words import WHY, answers_text, cell_name

NO_QUESTION = "Cette question n’a pas de résultat publié."
MOST_UNTOLD = 3
"""Groups of which nothing is told that each have a place; more are listed together."""
FEW_QUESTIONS = 20
"""Up to so many, a list is read; beyond, it is searched."""
MOST_FOUND = 60


def result_routes(base: str) -> list[BaseRoute]:
    """Return the addresses of published results, which come before those of surveys.

    Parameters
    ----------
    base : str
        Path that the application is installed under.
    """
    home = f"{base}{PATH}"
    here = f"{home}/resultats"

    def get(work: Work) -> Callable[[Request], Response]:
        return lambda request: answered(work, request, home)

    return [
        Route(f"{here}/", get(_publications_page)),
        Route(here, lambda _: RedirectResponse(f"{here}/")),
        *position_routes(home),
        *file_routes(home),
        Route(f"{here}/{{campaign}}", get(_campaign_page)),
        Route(f"{here}/{{campaign}}/qui-a-repondu", get(answers_page)),
        Route(f"{here}/{{campaign}}/theme/{{section}}", get(theme_page)),
        Route(f"{here}/{{campaign}}/groupe/{{group}}", get(group_page)),
        Route(f"{here}/{{campaign}}/{{question}}", get(_question_page)),
    ]


@lru_cache(maxsize=64)
def _listed(identifier: str, sha: str) -> tuple[str, tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Return what a list says of a publication, which its digest names: facts, themes, questions, by id."""
    made, form, read = publication_of_campaign(identifier)
    assert read == sha, "a publication keeps its bytes"
    told = {table["question"] for table in made["questions"]}
    themes = [(part.id, part.title) for part in form.sections if any(one.id in told for one in part.questions)]
    questions = [(one.id, one.text) for one in form.questions.values() if one.id in told]
    return facts_sentence(made), tuple(themes), tuple(questions)


def _publications_page(request: Request, home: str) -> Response:
    """List publications by year and title, with their themes; search their questions where there are many."""
    campaigns = published_campaigns(storage())
    listed = {one.id: _listed(one.id, published_sha(storage(), one.id)) for one in campaigns}
    asked = " ".join(request.query_params.get("q", "").split())[:120]
    years: dict[int, list[dict[str, Any]]] = {}
    for one in sorted(campaigns, key=lambda one: (-one.closes.year, one.title)):
        facts, themes, _ = listed[one.id]
        address = f"{home}/resultats/{one.id}"
        years.setdefault(one.closes.year, []).append(
            {
                "title": one.title, "address": address, "facts": facts,
                "notice": INVENTED if one.demonstration else "",
                "themes": [{"text": text, "address": f"{address}/theme/{theme}"} for theme, text in themes],
            }
        )  # fmt: skip
    many = sum(len(questions) for _, _, questions in listed.values())
    page = page_html(
        "published", "Résultats des enquêtes", f"{home}/", notice="", years=years, asked=asked,
        searched=many > FEW_QUESTIONS, many=number(many), here=f"{home}/resultats/",
        found=_found(campaigns, {key: questions for key, (_, _, questions) in listed.items()}, asked, home),
    )  # fmt: skip
    return shared(page)


def _found(
    campaigns: list[Campaign], questions: dict[str, tuple[tuple[str, str], ...]], asked: str, home: str
) -> list[dict[str, str]]:
    """Return the questions that hold all words of what was typed, however accented."""
    words = normalise(asked).split()
    if not words:
        return []
    found = [
        {"text": text, "address": f"{home}/resultats/{one.id}/{question}", "title": one.title}
        for one in campaigns
        for question, text in questions[one.id]
        if all(word in normalise(f"{text} {one.title}") for word in words)
    ]
    return found[:MOST_FOUND]


def _campaign_page(request: Request, home: str) -> Response:
    made, form, sha = publication(request)
    address, names = f"{home}/resultats/{made['campaign']['id']}", regions()
    page = page_html(
        "campaign_results", title_of(made), f"{home}/", notice=notice_of(made),
        facts=facts_sentence(made), sha=sha, weights=weights_sentences(made), address=address,
        edition=edition_sentence(made),
        doubts=reservation_sentences(made, names),
        sections=_sections(made, form, address), csv=f"{address}.csv", json=f"{address}.json",
        pdf=f"{address}/synthese.pdf", docx=f"{address}/synthese.docx",
        position=f"{home}/ma-position", by_region="region" in cuts_of(made),
        mapped=any(one.rank is not None for one in places_told(made, names)),
        cells=[
            {
                "name": cell_name(made, one, names), "total": number(one["total"]),
                "answers": "non communiqué" if one["answers"] is None else number(one["answers"]),
            }
            for one in made["weights"]["cells"]
        ],
    )  # fmt: skip
    return shared(page)


def _sections(made: dict[str, Any], form: Questionnaire, address: str) -> list[dict[str, Any]]:
    """Return the questions that have results by section, with how many answers the first group has."""
    first = {table["question"]: table["groups"][0] for table in reversed(made["questions"])}
    parts = [
        {
            "title": section.title, "address": f"{address}/theme/{section.id}",
            "questions": [
                {"text": one.text, "address": f"{address}/{one.id}", "answers": answers_text(first[one.id])}
                for one in section.questions
                if one.id in first
            ],
        }
        for section in form.sections
    ]  # fmt: skip
    return [part for part in parts if part["questions"]]


def _question_page(request: Request, home: str) -> Response:
    made, form, sha = publication(request)
    identifier, part = request.path_params["question"], request.query_params.get("par", "")
    told = list(dict.fromkeys(table["question"] for table in made["questions"]))
    if identifier not in told or not set(VIEWS.get(part, ("", ()))[1]) & cuts_of(made):
        raise AbsentError(NO_QUESTION)
    address = f"{home}/resultats/{made['campaign']['id']}"
    around = [
        {"text": form.questions[told[at]].text, "address": f"{address}/{told[at]}"} if 0 <= at < len(told) else None
        for at in (told.index(identifier) - 1, told.index(identifier) + 1)
    ]
    question = form.questions[identifier]
    shown = question_shown(made, form, identifier, VIEWS[part][1], regions())
    if part == "region":
        shown = tuple(replace(one, groups=tuple(sorted(one.groups, key=_by_name))) for one in shown)
    section = next(section for section, one in form.in_order() if one.id == identifier)
    page = page_html(
        "question_results", question.text, f"{home}/", notice=notice_of(made),
        campaign=title_of(made), campaign_address=address, address=f"{address}/{identifier}", here=address,
        facts=facts_sentence(made), doubts=reservation_sentences(made, regions()),
        section=section.title, section_address=f"{address}/theme/{section.id}",
        views=[
            {
                "label": label, "address": f"{address}/{identifier}{f'?par={name}' if name else ''}",
                "current": name == part,
            }
            for name, (label, cuts) in VIEWS.items()
            if set(cuts) & cuts_of(made)
        ],
        shown=said_once(shown), every=ALL, folded=_folded(shown), untold=WHY["too_few"],
        source=source_sentence(made, sha, f"{origin(request.scope)}{address}/{identifier}"),
        ranking=question.kind == "rank", reading=poll_sentences() if is_poll(made) else reading_sentences(question),
        ranged=not is_poll(made), changes=changes_of(made, form, identifier), heads=HEADS, panel_heads=PANEL_HEADS,
        edition=edition_sentence(made), mirrors=mirrors_of(made, form, identifier), results=f"{home}/resultats/",
        whose=the_place(place_measured(made)), csv=f"{address}/{identifier}.csv", previous=around[0], next=around[1],
        measures=[
            *(beside_fifths(made, home) if part == "mesure" else ()),
            *beside_question(made["questionnaire"]["id"], identifier, home, place_measured(made)),
        ],
    )  # fmt: skip
    return shared(page)


def _by_name(group: GroupShown) -> str:
    return normalise(group.name)


def _folded(shown: tuple[QuestionShown, ...]) -> dict[str, str]:
    """Return the groups of which no row of a question tells anything, by key, where they are many."""
    told = {group.key for part in shown for group in part.groups if group.lines or group.spread}
    untold = {group.key: group.name for part in shown for group in part.groups if group.key not in told}
    return untold if len(untold) > MOST_UNTOLD else {}
