"""What stands around every page, as HTML: the name of the site, its foot, its warnings, what its shell loads."""

from __future__ import annotations

from markupsafe import Markup

from observatoire.views.html.rendering import render


def brand_html(site: str) -> Markup:
    """Return the name of the site, before the menu."""
    return render("page/brand", site=site)


def footer_html(edition: str, cog: str, epci_day: str) -> Markup:
    """Return the foot: edition of the data, year of the geography, day of the perimeters of EPCI, what we do not do."""
    return render("page/footer", edition=edition, cog=cog, epci_day=epci_day)


def only_year_html(year: str) -> Markup:
    """Return what stands where a choice of years would, when there is only one, or one period."""
    return render("page/only_year", year=year)


def style_link_html(address: str) -> Markup:
    """Return the link to the style sheet of all pages."""
    return render("page/style_link", address=address)


def script_html(address: str) -> Markup:
    """Return the element that runs one of our scripts."""
    return render("page/script", address=address)


def title_html(title: str) -> Markup:
    """Return the title of a page before any page is drawn."""
    return render("page/title", title=title)


def without_scripts_html() -> Markup:
    """Return what a browser without scripts shows."""
    return render("page/without_scripts")


def unsaved_html() -> Markup:
    """Return what says that notes and estimates are in this tab only; `browser/base.js` looks for it."""
    return render("page/unsaved")


def no_data_page_html(sentence: str) -> Markup:
    """Return the whole page that visitors get while the data cannot be read."""
    return render("page/no_data", sentence=sentence)
