"""The page that explains the API to people, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from observatoire.views.html.rendering import render, whole_style


@dataclass(frozen=True, slots=True)
class ApiParameter:
    """A parameter: its name, whether it must be there, what it means, its choices, an example."""

    name: str
    required: bool
    meaning: str
    choices: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class ApiAddress:
    """An address of the API: its path, what it is for, its parameters, the media types it answers, an example."""

    path: str
    title: str
    meaning: str
    parameters: tuple[ApiParameter, ...]
    media_types: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class ApiFact:
    """A line of a list: a name that programs read, what it means; `anchor` is where it can be linked to, or ""."""

    name: str
    meaning: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class ApiCode:
    """An example to copy: for whom, the sentence before, the code."""

    title: str
    sentence: str
    code: str


def api_intro_html(site: str, document: str, edition: str) -> Markup:
    """Return the beginning of the page.

    Parameters
    ----------
    site : str
        Address of the API.
    document : str
        Address of its OpenAPI document.
    edition : str
        Name of the data edition.
    """
    return render("api/intro", site=site, document=document, edition=edition)


def api_address_html(address: ApiAddress) -> Markup:
    """Return what is said of one address."""
    return render("api/address", address=address)


def api_facts_html(title: str, sentence: str, facts: Sequence[ApiFact]) -> Markup:
    """Return a list of names that programs read, and what each means."""
    return render("api/facts", title=title, sentence=sentence, facts=facts)


def api_codes_html(codes: Sequence[ApiCode]) -> Markup:
    """Return the examples to copy."""
    return render("api/codes", codes=codes)


def api_page_html(title: str, view: Markup) -> Markup:
    """Return the whole page: `view` is what `first_html` returns."""
    style = render("style", rules=whole_style("blocks", "first", "api"))
    return render("api/page", title=title, style=style, view=view)


def api_link_html(address: str) -> Markup:
    """Return the link to the figures of a view by the API."""
    return render("share/api_link", address=address)
