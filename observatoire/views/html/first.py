"""The first view of a page as HTML: what stands until the application has drawn the same, and the plain page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from observatoire.views.html.rendering import render, whole_style

Link = tuple[str, str]
"""Address and words."""


def paragraph_html(text: str, kind: str = "plain") -> Markup:
    """Return a paragraph, `plain` or `small`."""
    return render("first/paragraph", text=text, kind=kind)


def heading_html(text: str) -> Markup:
    """Return the title of a part of a plain page."""
    return render("first/heading", text=text)


def search_html(query: str) -> Markup:
    """Return a search field that needs no script: it asks the home page."""
    return render("first/search", query=query[:100])


def examples_html(links: Sequence[Link]) -> Markup:
    """Return links to a few territories."""
    return render("first/examples", links=links)


def links_html(links: Sequence[Link]) -> Markup:
    """Return links to other views of the same thing."""
    return render("blocks/links", links=links)


def home_html(parts: Sequence[Sequence[Markup]]) -> Markup:
    """Return the home page's search, its map beside it, its questions under them, as the page lays them out."""
    return render("first/home", parts=parts)


def results_html(title: str, lines: Sequence[tuple[str, str, str]]) -> Markup:
    """Return what a search found: address, name, and what the place is, under a title ("" for none)."""
    return render("first/results", title=title, lines=lines)


def picture_html(address: str, alt: str) -> Markup:
    """Return the picture of a view, with a text for those who do not see it."""
    return render("first/picture", address=address, alt=alt)


def first_html(
    site: str,
    home: str,
    menu: Sequence[tuple[str, str, bool]],
    near: Sequence[tuple[str, str, bool]],
    kicker: Markup,
    heading: str,
    views: Sequence[tuple[str, str, bool]],
    subject: str,
    lead: str,
    blocks: Sequence[Markup],
    notices: Sequence[str] = (),
) -> Markup:
    """Return the first view, to stand in the page until the application has drawn it.

    Parameters
    ----------
    site, home : str
        Its name, and the address of its home page.
    menu, near, views : sequence of (str, str, bool)
        Entries of the menu, pages of the entry that is read, views of this page: address, words, and whether it is the
        one that is read.
    kicker : Markup
        What the place is, above its name; empty for a page without one.
    heading, subject, lead : str
        The title, that of what is shown, the sentences under it.
    blocks : sequence of Markup
        What follows.
    notices : sequence of str
        What the address asked for and could not be had.
    """
    return render(
        "first/view",
        site=site,
        home=home,
        menu=menu,
        near=near,
        kicker=kicker,
        heading=heading,
        views=views,
        subject=subject,
        lead=lead,
        blocks=blocks,
        notices=notices,
    )


def first_style_html(letters: Mapping[str, str]) -> Markup:
    """Return the rules of the first view, inside the page: nothing else has to come before it is readable.

    Parameters
    ----------
    letters : mapping of str to str
        Address of the letters of each family; until they are there, those of the machine are read.
    """
    about = "font-weight:100 900;font-display:swap"
    faces = "".join(
        f'@font-face{{font-family:"{family}";{about};src:url({address}) format("woff2")}}\n'
        for family, address in letters.items()
    )
    return render("style", rules=whole_style("blocks", "questions", "first", font=faces))


def sharing_html(facts: Mapping[str, str], canonical: str) -> Markup:
    """Return what a shared link says of its page: title, sentence and picture, by property of Open Graph.

    Parameters
    ----------
    facts : mapping of str to str
        "og:title" and the like, and "description".
    canonical : str
        The one address of this view.
    """
    return render("first/sharing", facts=facts, canonical=canonical)


def plain_page_html(title: str, sharing: Markup, view: Markup, more: Sequence[Markup], full: str) -> Markup:
    """Return a whole page without any script.

    Parameters
    ----------
    title : str
    sharing, view : Markup
        As `sharing_html` and `first_html` return them.
    more : sequence of Markup
        Tables, after the view.
    full : str
        Address of the same view with its charts and maps to handle.
    """
    style = first_style_html({})
    return render("first/plain", title=title, style=style, sharing=sharing, view=view, more=more, full=full)
