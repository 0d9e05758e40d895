"""Where the latest file of a data set is: a dated address dies at each update, what leads to it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from loaders.official.datasets import Dataset
from loaders.pipeline.sources import SourceError
from observatoire.model.search.queries import normalise

DATA_GOUV = "https://www.data.gouv.fr/api/1/datasets"
MELODI = "https://api.insee.fr/melodi"

Ask = Callable[[str], Any]
"""Returns what an address answers, as JSON."""


@dataclass(frozen=True)
class Resource:
    """A file to bring.

    Attributes
    ----------
    address : str
    extension : str
        What its name ends with: "csv.gz".
    checksum : tuple of str, optional
        Kind ("sha1", "sha256") and value, where the portal gives them.
    """

    address: str
    extension: str
    checksum: tuple[str, str] | None = None


def resource_of(dataset: Dataset, ask: Ask, *, data_gouv: str = DATA_GOUV, melodi: str = MELODI) -> Resource:
    """Return the latest file of a data set.

    Parameters
    ----------
    dataset : Dataset
    ask : callable
        As `Transfer.json`.
    data_gouv, melodi : str
        Beginnings of the addresses of the two catalogues.

    Raises
    ------
    SourceError
        When the catalogue that leads to it no longer does.
    """
    if dataset.data_gouv is not None:
        return _on_data_gouv(dataset, dataset.data_gouv, ask, data_gouv)
    if dataset.address.startswith(f"{melodi}/file/"):
        return _on_melodi(dataset, ask, melodi)
    if not dataset.address:
        raise SourceError(f"{dataset.id}\u202f: ce fichier ne se prend que sur sa page, {dataset.page}.")
    return Resource(dataset.address, _extension(dataset.address))


def _on_data_gouv(dataset: Dataset, named: tuple[str, str, str], ask: Ask, catalogue: str) -> Resource:
    identifier, title, kind = named
    address = f"{catalogue}/{quote(identifier, safe='')}/"
    found = ask(address)
    resources = found.get("resources") if isinstance(found, dict) else None
    if not isinstance(resources, list):
        raise SourceError(f"{address}\u202f: la réponse n’a pas de « resources ».")
    wanted, kinds = normalise(title), {kind, kind.removesuffix(".gz")}
    alike = [one for one in resources if normalise(str(one.get("title", ""))).startswith(wanted)]
    fit = [one for one in alike if _kind(one) in kinds] or [one for one in alike if _kind(one) == kind]
    if not fit:
        titles = ", ".join(f"«\u00a0{str(one.get('title', ''))[:60]}\u00a0»" for one in resources[:6])
        raise SourceError(
            f"{dataset.id}\u202f: aucun fichier {kind} dont le titre commence par «\u00a0{title}\u00a0» sur {address}"
            f"\u202f; on y trouve {titles}."
        )
    last = max(fit, key=lambda one: str(one.get("last_modified") or one.get("published") or ""))
    checksum = last.get("checksum") or {}
    known = (str(checksum["type"]), str(checksum["value"])) if {"type", "value"} <= set(checksum) else None
    return Resource(str(last["url"]), kind, known)


def _kind(resource: dict[str, Any]) -> str:
    """Return the form of a resource, by its address when it is one of a file, else as it is declared."""
    ending = str(resource.get("url", "")).rpartition("/")[2].lower()
    declared = str(resource.get("format") or "").lower()
    return next((kind for kind in ("csv.gz", "csv", "xlsx", "zip", "parquet") if ending.endswith(f".{kind}")), declared)


def _on_melodi(dataset: Dataset, ask: Ask, melodi: str) -> Resource:
    """Return the latest CSV product of a set, by INSEE's catalogue; sets change their products' names each year."""
    name = dataset.address.removeprefix(f"{melodi}/file/").partition("/")[0]
    for entry in ask(f"{melodi}/catalog/all"):
        if isinstance(entry, dict) and entry.get("identifier") == name:
            products = [one for one in entry.get("product", []) if str(one.get("id", "")).endswith("_CSV_FR")]
            if products:
                last = max(products, key=lambda one: (str(one.get("id", "")), str(one.get("modified", ""))))
                return Resource(str(last["accessURL"]), "zip")
    raise SourceError(
        f"{dataset.id}\u202f: le catalogue de l’Insee ({melodi}/catalog/all) n’a plus de fichier {name}\u202f; ce jeu "
        "a sans doute changé de nom."
    )


def _extension(address: str) -> str:
    name = address.partition("?")[0].rpartition("/")[2]
    return name.partition(".")[2].lower() or (name if name in ("csv", "json", "xlsx", "parquet") else "data")
