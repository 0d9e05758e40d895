"""Communes whose inhabitants may get a local aid to buy a bicycle, from the rules of beta.gouv's aides-velo."""

from __future__ import annotations

import json
import re

import pandas as pd

from loaders.pipeline.inputs import Inputs
from loaders.pipeline.passage import Passage
from loaders.pipeline.remarks import MeasureColumn, MeasureColumns
from loaders.pipeline.sources import Artifacts, SourceError
from loaders.pipeline.staging import SIREN, Expected, Form, conform

SECTION = re.compile(r"//#region src/data/aides-collectivities\.json\n(.*?)//#endregion", re.DOTALL)
RULE = re.compile(r"^var (\S+) = (\{\n.*?^\});", re.DOTALL | re.MULTILINE)
INDEX = "aides_collectivities_default"
KINDS = r"pays|région|département|epci|code insee"
AIDS = Expected(
    {"rule": Form(), "country": Form("france|monaco|luxembourg"), "kind": Form(KINDS), "value": Form(),
     "code": Form(SIREN, optional=True)},
    341,
    ("rule",),
)  # fmt: skip


def stage(artifacts: Artifacts) -> dict[str, pd.DataFrame]:
    """Stage the aids and the authority that gives each of them: `bicycle_aids`."""
    label, content = artifacts.read("aides_velo", "data-B6qllvOM.js")
    return {"bicycle_aids": conform(aid_records(content, label), AIDS, label, ordered=False)}


def prepare(inputs: Inputs) -> MeasureColumns:
    """Prepare `velo_pop_aide_locale`."""
    return aid_columns(inputs.staged["bicycle_aids"], inputs.passage, inputs.communes["epci"], inputs.population)


def aid_records(content: bytes, file: str) -> pd.DataFrame:
    """Read the aids out of the package's JavaScript: the bundler wrote each JSON record as a variable.

    Parameters
    ----------
    content : bytes
    file : str
        Name to quote.

    Returns
    -------
    DataFrame
        Texts: `rule`, `country`, `kind`, `value`, `code`.
    """
    try:
        section = SECTION.search(content.decode("utf-8"))
        found = [] if section is None else [pair for pair in RULE.findall(section[1]) if pair[0] != INDEX]
        records = [{"rule": name.partition("$")[0], **json.loads(record)} for name, record in found]
        rows = [{**record, **record.pop("collectivity")} for record in records]
    except (UnicodeDecodeError, ValueError, KeyError) as error:
        raise SourceError(f"{file}: expected aids with a 'collectivity', in UTF-8 ({error!r}).") from error
    if not rows:
        raise SourceError(f"{file}: expected the section aides-collectivities.json, whole.")
    return pd.DataFrame(rows, dtype="str").reindex(columns=list(AIDS.columns))


def aid_columns(
    aids: pd.DataFrame, passage: Passage, epci: pd.Series[str], population: MeasureColumn
) -> dict[tuple[str, int], MeasureColumn]:
    """Build the population covered by an aid of the commune or of its EPCI.

    Parameters
    ----------
    aids : DataFrame
        Staged `bicycle_aids`.
    passage : Passage
    epci : Series
        SIREN of the EPCI of each of today's communes.
    population : MeasureColumn
        Population of 2023.

    Returns
    -------
    dict of (str, int) to MeasureColumn
    """
    authorities = aids.loc[aids["kind"] == "epci", "code"]
    communes = aids.loc[aids["kind"] == "code insee", "value"]
    for name, codes, known in (("code", authorities, set(epci.dropna())), ("value", communes, set(passage.successors))):
        unknown = sorted(set(codes.fillna("none")) - known)
        if unknown:
            raise SourceError(f"bicycle_aids: column {name!r} holds {unknown[0]!r}, expected an authority of 2026.")
    index = population.cells.index
    covered = epci.reindex(index).isin(set(authorities)) | index.isin([passage.successors[code] for code in communes])
    return {
        ("velo_pop_aide_locale", 2026): MeasureColumn(population.cells.where(covered, 0.0), dict(population.remarks))
    }
