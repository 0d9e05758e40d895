"""Results read by theme, by sort of collectivité and by région, beside those of all; and who answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from observatoire.model.search.queries import normalise
from observatoire.views.french.numerals import number
from pages.server.participer.around import is_poll, notice_of
from pages.server.participer.beside import place_ways
from pages.server.participer.published import publication, regions, shared, title_of
from pages.state.data import shared_data
from participation.model.questionnaire import Questionnaire, Section
from participation.model.strata import MERGED
from participation.results.groups import Cut, repeats_all
from participation.storage.refusals import AbsentError
from participation.views.answer_map import Standing, map_svg, places_told
from participation.views.groups import ALL, full_name, group_key, group_of, groups_of, same_group
from participation.views.html.pages import page_html
from participation.views.reading import facts_sentence, reservation_sentences
from participation.views.tables import GroupShown, beside_all, cuts_of, groups_shown
from participation.views.taking_part import map_sentence, silence_sentences
from participation.views.words import WHY, cell_name, group_name

NO_THEME = "Ce thème n’a pas de résultat publié."
GROUPS: tuple[tuple[str, Cut], ...] = (
    ("Types", "kind"), ("Régions", "region"), ("Types et tailles", "kind_size"),
    ("Selon ce que mesure l’observatoire", "covariate"),
)  # fmt: skip
NO_GROUP = "Ces résultats ne parlent pas d’un tel groupe."


def theme_page(request: Request, home: str) -> Response:
    """Answer with all questions of a theme, for all collectivités."""
    made, form, _ = publication(request)
    identifier = request.path_params["section"]
    section = next((one for one in form.sections if one.id == identifier), None)
    every = group_of(made, ALL)
    parts = _parts(made, form, every, [section]) if section is not None and every is not None else []
    if section is None or not parts:
        raise AbsentError(NO_THEME)
    return _page(made, form, home, section.title, parts, kind="theme", here=section.id)


def group_page(request: Request, home: str) -> Response:
    """Answer with all questions for a group: a sort of collectivité, of a size, or a région; beside all of them."""
    made, form, _ = publication(request)
    group = group_of(made, request.path_params["group"][:60])
    if group is None:
        raise AbsentError(NO_GROUP)
    name = full_name(made, group, regions())
    parts = _parts(made, form, group, list(form.sections))
    return _page(made, form, home, name, parts, kind="groupe", here=group_key(made["frame"], group))


def _parts(
    made: Mapping[str, Any], form: Questionnaire, group: Mapping[str, Any], sections: list[Section]
) -> list[dict[str, Any]]:
    """Return the questions of some sections, each with its rows, for a group; beside all where it is not all."""
    names, every = regions(), group_of(made, ALL)
    told: dict[str, list[tuple[str, GroupShown]]] = {}
    for table in made["questions"]:
        question = form.questions[table["question"]]
        own = same_group(table, group)
        pair = [own] if every is None or group["cut"] == "all" else [own, same_group(table, every)]
        shown, *others = groups_shown(made, question, pair, names)
        row = next((one.label for one in question.rows if one.id == table["row"]), "")
        told.setdefault(question.id, []).append((row, beside_all(shown, others[0]) if others else shown))
    parts = [
        {"title": one.title, "questions": [(asked, told[asked.id]) for asked in one.questions if asked.id in told]}
        for one in sections
    ]
    return [part for part in parts if part["questions"]]


def _page(
    made: dict[str, Any],
    form: Questionnaire,
    home: str,
    title: str,
    parts: list[dict[str, Any]],
    *,
    kind: str,
    here: str,
) -> Response:
    address, names = f"{home}/resultats/{made['campaign']['id']}", regions()
    told = {table["question"] for table in made["questions"]}
    themes = [
        {"label": one.title, "address": f"{address}/theme/{one.id}", "current": kind == "theme" and one.id == here}
        for one in form.sections
        if any(question.id in told for question in one.questions)
    ]
    page = page_html(
        "group_results", title, f"{home}/", notice=notice_of(made), campaign=title_of(made), campaign_address=address,
        facts=facts_sentence(made), parts=parts, kind=kind, here=address, themes=themes,
        beside=kind == "groupe" and here != ALL,
        ranged=not is_poll(made),
        groups=_groups(made, address, here if kind == "groupe" else ""), ways=_ways(here, home),
        about_groups="Lire un groupe\u202f: un type, une région" if "region" in cuts_of(made) else "Lire un groupe",
        doubts=reservation_sentences(made, names), untold="" if _tells(parts) else WHY["too_few"],
    )  # fmt: skip
    return shared(page)


def _tells(parts: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether anything is told of a group: what is withheld of all its questions is said once."""
    shown = [one for part in parts for _, rows in part["questions"] for _, one in rows]
    return any(one.lines or one.spread for one in shown)


def _groups(made: Mapping[str, Any], address: str, here: str) -> list[dict[str, Any]]:
    """Return the links to the groups of a publication: sorts, then régions, then sorts by size."""
    told = []
    for label, cut in GROUPS:
        links = [
            {
                "label": full_name(made, group, regions()),
                "address": f"{address}/groupe/{group_key(made['frame'], group)}",
                "current": group_key(made["frame"], group) == here,
            }
            for group in groups_of(made, (cut,))
        ]
        if links:
            open_ = cut == "kind" or any(link["current"] for link in links)
            told.append({"label": label, "links": sorted(links, key=_by_name) if cut == "region" else links,
                         "open": open_})  # fmt: skip
    return told


def _by_name(link: Mapping[str, Any]) -> str:
    return normalise(str(link["label"]))


def _ways(here: str, home: str) -> tuple[Any, ...]:
    """Return the ways from a région to what the observatory says of it; none from another group."""
    store = shared_data()[0]
    return place_ways(store.territory(here), home) if here in store.index("region") else ()


def answers_page(request: Request, home: str) -> Response:
    """Answer with who answered and who did not: the map of régions, or of parts, its table, sorts and strata."""
    made, _, _ = publication(request)
    address, names = f"{home}/resultats/{made['campaign']['id']}", regions()
    told = places_told(made, names)
    sentence = map_sentence(told)
    frame = made["frame"]
    page = page_html(
        "who_answered", "Qui a répondu, qui se tait", f"{home}/", notice=notice_of(made), campaign=title_of(made),
        campaign_address=address, facts=facts_sentence(made), sentence=sentence,
        picture=_picture(made, told, sentence), here=address,
        places=[(one, _group_address(address, one)) for one in told],
        silence=silence_sentences(made, told),
        doubts=reservation_sentences(made, names),
        kinds=[
            (group_name(frame, one, names), number(one["total"]), _count(one["answers"]))
            for one in made.get("participation", ())
            if one["cut"] in ("all", "kind") and not repeats_all(frame, one)
        ],
        cells=[(cell_name(made, one, names), number(one["total"]), _count(one["answers"]))
               for one in made["weights"]["cells"]],
    )  # fmt: skip
    return shared(page)


def _picture(made: Mapping[str, Any], told: list[Standing], sentence: str) -> str:
    return map_svg(shared_data()[0], told, sentence, within=made["frame"].get("within", {}).get("territories", ()))


def _group_address(address: str, one: Standing) -> str:
    """Return the address of the results of a région; "" of a part of one, which has none of its own."""
    code = one.id.removeprefix("reg-")
    return "" if code == one.id else f"{address}/groupe/reg-{'autres' if code == MERGED else code}"


def _count(answers: int | None) -> str:
    return "non communiqué" if answers is None else number(answers)
