"""What a publication withholds, group by group: read before anything is out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from observatoire.views.french.numerals import number, plural
from observatoire.views.french.wording import spaced
from observatoire.views.html.tables import Heading, Row, table_html
from participation.results.groups import repeats_all
from participation.views.groups import full_name, group_key, groups_of, same_group
from participation.views.words import RegionNames

COLUMNS: Final = (Heading("Groupe"), Heading("Tableaux publiés", numeric=True), Heading("Tableaux tus", numeric=True))


def withheld_sentence(withheld: int, tables: int) -> str:
    """Return how many tables will be withheld, of how many, and why."""
    of = plural(tables, "tableau", "tableaux")
    if not withheld:
        return spaced(f"Aucun des {of} n’est tu.")
    why = "faute de réponses ou parce qu’une soustraction rendrait ce qui s’y lit"
    if withheld == tables:
        return spaced(f"Rien ne se lira de ces résultats : les {of} seront tus, {why}.")
    return spaced(f"{number(withheld)} des {of} {'sera tu' if withheld == 1 else 'seront tus'}, {why}.")


def withheld_table(made: Mapping[str, Any], regions: RegionNames) -> Markup:
    """Return how many tables of each group are told and withheld, a table being a question, or a row of a grid.

    Parameters
    ----------
    made : mapping
        The publication.
    regions : callable
        From the code of a région to its name.
    """
    rows = []
    for group in groups_of(made, ("all", "kind", "kind_size", "region", "covariate")):
        if repeats_all(made["frame"], group):
            continue
        hidden = sum(same_group(table, group)["withheld"] for table in made["questions"])
        told = len(made["questions"]) - hidden
        rows.append(
            Row(group_key(made["frame"], group), (full_name(made, group, regions), number(told), number(hidden)))
        )
    return table_html("Ce qui sera publié, ce qui sera tu, groupe par groupe", COLUMNS, rows)
