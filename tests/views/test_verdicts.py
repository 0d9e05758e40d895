"""Verdicts in plain French: what is said of a gap, a rank and a change, and the words that are never used."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from observatoire.statistics.comparison import compare_first
from observatoire.statistics.components import latest_year
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from observatoire.statistics.uncertainty.differences import Difference
from observatoire.statistics.uncertainty.judgement import NOTHING, Judgement
from observatoire.statistics.uncertainty.verdicts import judge_first
from observatoire.views.charts.ranking import ranking_chart
from observatoire.views.compare.panorama_words import HOW_TO_READ
from observatoire.views.french.how_known import how_known
from observatoire.views.french.sentences import standing
from observatoire.views.french.verdicts import (
    change_verdict,
    margin_text,
    pooled_sentence,
    rank_cell,
    rank_range_text,
    rank_sentence_of,
    verdict_sentence,
)
from observatoire.views.html.frames import ranked_table, reference_of
from observatoire.views.html.key_figures import rank_segment_html
from observatoire.views.html.strips import Strip, own_margin, strip_html
from observatoire.views.layout.ranking import ranking_rows
from observatoire.views.layout.territories import CERTAIN, Doubt, doubt_footnote, margin_rows, sorted_items

STORE, CATALOG = open_offered()
COGNAC = STORE.territory("com-16102")
GROUP = peer_group(STORE, CATALOG, COGNAC, PeerRequest("similaires"))
VACANCY = CATALOG.indicator("part_logements_vacants")
ACCIDENTS = CATALOG.indicator("accidents_pour_10000_habitants")
NOISE = Judgement(
    "noise", "sampling", reference=9.3, gap=1.1, margin=1.2, own_error=0.54, reference_error=0.28, heads=130,
    base=11_360, rank_low=4, rank_high=12, apart=(1,) * 3 + (-1,) * 9 + (0,) * 8,
)  # fmt: skip
FORBIDDEN = re.compile(
    r"significati|p-valeur|valeur p\b|intervalle de confiance|écart[ -]type|test statistique", re.IGNORECASE
)


def test_noise_says_the_margin_the_heads_and_the_ranks() -> None:
    assert verdict_sentence(VACANCY, NOISE) == (
        "Cet écart tient dans la marge, de 1,2\u00a0point\u202f: on ne peut pas dire que ce territoire diffère de ses "
        "pairs. Il tient à 130\u00a0logements sur 11\u202f360."
    )
    assert rank_sentence_of(NOISE, 21) == (
        "Entre le 4e et le 12e rang sur 21\u202f: 3\u00a0pairs nettement au-dessus, 9 nettement en dessous, "
        "8 trop proches pour être départagés."
    )
    assert rank_range_text(NOISE, 21) == "entre la 4e et la 12e valeur la plus élevée sur 21"
    assert rank_cell(NOISE, 21, "9 sur 21") == "4 à 12 sur 21"
    assert margin_text(VACANCY, NOISE) == "±\u00a01,2\u00a0point"


def test_a_gap_and_its_margin_never_read_alike() -> None:
    near = replace(NOISE, gap=1.16, margin=1.24)
    assert "1,24\u00a0point" in verdict_sentence(VACANCY, near)


def test_clear_exact_and_unknown_say_why() -> None:
    clear = replace(NOISE, verdict="clear", gap=2.8)
    assert verdict_sentence(VACANCY, clear) == (
        "L’écart est net\u202f: le recensement par sondage laisse une marge de 1,2\u00a0point."
    )
    villagers = replace(clear, reason="turnover")
    assert "les allées et venues d’une année à l’autre laissent" in verdict_sentence(VACANCY, villagers)
    exact = Judgement("exact", heads=5, base=412)
    assert verdict_sentence(VACANCY, exact) == (
        "Tout est compté ici, sans sondage\u202f: l’écart est exact. Il tient à 5\u00a0logements sur 412."
    )
    assert verdict_sentence(CATALOG.indicator("taux_th_communal"), Judgement("exact")) == "L’écart est exact."
    for reason, words in {
        "model": "la marge n’est pas connue", "rounding": "Chiffre arrondi", "few": "Trop peu de cas",
        "repeat": "ne présage pas de la suivante", "spread": "ne permet pas de les départager",
    }.items():  # fmt: skip
        assert words in verdict_sentence(VACANCY, replace(NOISE, verdict="unknown", reason=reason))  # type: ignore[arg-type]
    assert verdict_sentence(VACANCY, NOTHING) == rank_range_text(NOTHING, 21) == margin_text(VACANCY, NOTHING) == ""


def test_no_gap_is_not_called_exact_and_half_a_person_is_said() -> None:
    members = CATALOG.indicator("part_femmes_conseil_communautaire")
    assert verdict_sentence(members, Judgement("exact", gap=0.0, heads=0.0, base=21)) == ""
    # 10 of 21 where the median is 50 %.
    half = verdict_sentence(members, Judgement("exact", gap=-2.4, heads=0.5, base=21))
    assert half.startswith("L’écart est exact. Il tient à moins de 1\u00a0")
    assert half.endswith(" sur 21.")


def test_a_portrait_says_why_its_gaps_do_not_follow_from_what_is_written() -> None:
    # 1 255 € and 969 € are said to be 285 € apart: a reader who subtracts finds 286.
    assert "valeurs exactes, avant arrondi" in HOW_TO_READ


def test_ranks_are_counted_from_the_nearer_end() -> None:
    low = Judgement("clear", "sampling", rank_low=19, rank_high=20)
    assert rank_range_text(low, 21) == "entre la 2e et la 3e valeur la plus faible sur 21"
    middle = Judgement("clear", "sampling", rank_low=11, rank_high=21)
    assert rank_range_text(middle, 21) == "entre la 1re et la 11e valeur la plus faible sur 21", "none above the middle"
    lower = Judgement("clear", "sampling", rank_low=12, rank_high=21)
    assert rank_range_text(lower, 21) == "entre la 1re et la 10e valeur la plus faible sur 21"


def test_events_say_what_was_counted_expected_and_what_chance_does() -> None:
    seen = Judgement("noise", "events", gap=-2.0, margin=5.0, counted=6, expected=8, low=2.46, high=13.5, years=5)
    assert verdict_sentence(ACCIDENTS, seen) == (
        "6\u00a0accidents en cinq ans\u202f; 8 si ce territoire était comme ses pairs. Le hasard seul fait varier ce "
        "nombre de 3 à 13\u202f: on ne peut pas dire qu’il diffère."
    )


def test_one_year_that_says_nothing_leads_to_several() -> None:
    few = Judgement("unknown", "few")
    village = STORE.territory("com-16089")
    peers = peer_group(STORE, CATALOG, village, PeerRequest("similaires")).ids
    told = pooled_sentence(STORE, ACCIDENTS, village, peers, few)
    assert told.startswith("De 2017 à 2019\u202f: ")
    assert "trois ans" in told
    assert pooled_sentence(STORE, ACCIDENTS, village, peers, replace(few, verdict="clear", reason="events")) == ""
    assert pooled_sentence(STORE, VACANCY, village, peers, NOISE) == ""


def test_a_rank_of_too_few_events_is_not_said() -> None:
    few = Judgement("unknown", "few")
    assert rank_range_text(few, 21) == "rang impossible à dire parmi 21"
    assert rank_sentence_of(few, 21) == ""


def test_ranks_are_a_segment_of_a_line_from_the_first_to_the_last() -> None:
    drawn = rank_segment_html(NOISE, 21)
    left, width = (float(found) for found in re.findall(r"(?:left|width):([\d.]+)%", drawn))
    assert left == pytest.approx(100 * 3 / 21, abs=0.01), "the fourth of 21 begins after three"
    assert width == pytest.approx(100 * 9 / 21, abs=0.01), "from the fourth to the twelfth, nine ranks"
    assert "1er (valeur la plus élevée)" in drawn
    assert "21e" in drawn
    whole = rank_segment_html(replace(NOISE, rank_low=1, rank_high=21), 21)
    assert "left:0%;width:100%" in whole
    for one in (replace(NOISE, rank_low=4, rank_high=4), replace(NOISE, verdict="exact"), NOTHING):
        assert rank_segment_html(one, 21) == ""


def test_changes_are_told_from_chance() -> None:
    counts = CATALOG.indicator("accidents_corporels")
    assert change_verdict(counts, Difference("noise", "events", -12, 18.4)) == (
        "Une telle baisse arrive par hasard (marge\u202f: 18\u00a0accidents)."
    )
    assert "dépasse la marge, de 1,2\u00a0point" in change_verdict(VACANCY, Difference("clear", "sampling", 3.0, 1.2))
    assert "partagent des réponses" in change_verdict(VACANCY, Difference("unknown", "overlap", 3.0))
    assert change_verdict(VACANCY, Difference(None)) == ""
    assert change_verdict(VACANCY, Difference("exact", gap=0.0)) == "", "what did not move has no change to judge"


def test_how_one_knows_is_the_formula_with_its_numbers() -> None:
    formula, why, limits = how_known(STORE, VACANCY, NOISE)
    assert "1,96 × √(0,54² + 0,28²) = 1,20\u00a0point" in formula
    assert 1.96 * math.hypot(0.54, 0.28) == pytest.approx(1.2, abs=0.01)
    assert "40\u202f% des logements" in why
    assert "pas répondu" in limits
    assert how_known(STORE, VACANCY, Judgement("exact")) == []


@pytest.mark.parametrize("place", ["com-16102", "com-16352", "epci-200070514", "com-35238", "com-73304"])
def test_no_sentence_has_a_word_that_citizens_do_not_know(place: str) -> None:
    territory = STORE.territory(place)
    group = peer_group(STORE, CATALOG, territory, PeerRequest("similaires"))
    told = 0
    for indicator in CATALOG.indicators.values():
        if territory.level not in indicator.levels:
            continue
        year = latest_year(STORE, indicator, territory.level)
        of_all = figures(STORE, indicator, territory.level, year, [place, *group.ids])
        judged, result = judge_first(STORE, of_all), compare_first(of_all)
        whole = " ".join(
            [
                standing(indicator, result, "pairs", judged),
                rank_sentence_of(judged, result.n),
                *how_known(STORE, indicator, judged),
            ]
        )
        assert not FORBIDDEN.search(whole), whole
        assert "nan" not in whole
        assert ".." not in whole, whole
        told += bool(judged.verdict)
    assert told > 30


def test_a_chart_draws_the_margin_and_tells_peers_apart_without_colour() -> None:
    of_all = figures(STORE, VACANCY, "commune", 2021, [COGNAC.id, *GROUP.ids])
    judged = judge_first(STORE, of_all)
    table = ranked_table(STORE, of_all, [COGNAC.id, *GROUP.ids])
    close = frozenset(peer for peer, side in zip(GROUP.ids, judged.apart, strict=True) if not side)
    items = sorted_items(table, COGNAC.id, ())
    doubt = Doubt(own_margin(judged), close)
    marks = reference_of(VACANCY, compare_first(of_all), "pairs")
    rows, shown, _ = ranking_rows(items, marks, doubt)
    assert {row["id"] for row in rows if row["close"]} == close
    assert len(close) == 20 - judged.above - judged.below
    assert COGNAC.id not in close
    [line] = margin_rows(items, doubt, shown)
    assert line["high"] - line["low"] == pytest.approx(2 * 1.96 * judged.own_error)
    assert (line["low"] + line["high"]) / 2 == pytest.approx(of_all.value[0])
    assert doubt_footnote(doubt, items) == (
        "Trait fin\u202f: la marge du territoire. Marque creuse, fond pâle\u202f: trop proche pour départager."
    )
    assert margin_rows(items, CERTAIN, shown) == []
    assert doubt_footnote(CERTAIN, items) == ""
    drawing = ranking_chart(table, COGNAC.id, (), marks, unit="%", decimals=1, doubt=doubt)
    assert "Trait fin" in str(drawing.spec)


def test_a_strip_has_a_thin_line_for_the_margin_of_the_place_alone() -> None:
    of_all = figures(STORE, VACANCY, "commune", 2021, [COGNAC.id, *GROUP.ids])
    exact = figures(STORE, CATALOG.indicator("taux_th_communal"), "commune", 2022, [COGNAC.id, *GROUP.ids])
    assert own_margin(judge_first(STORE, exact)) is None
    marks = reference_of(VACANCY, compare_first(of_all), "pairs")
    strip = Strip("Cognac", 10.0, "10,0\u00a0%", [5.0, 8.0, 12.0, 15.0], marks, "%", 1)
    assert "otc-reach" not in strip_html(strip)
    drawn = strip_html(replace(strip, margin=1.0))
    assert 'class="otc-reach" style="left:40%;width:20%"' in drawn
    assert "à 1,0\u00a0% près" in drawn
