"""What stands around every page, as HTML: the name of the site, its foot, its warnings, what its shell loads."""

from __future__ import annotations

from markupsafe import Markup

from observatoire.views.html.first import first_style_html
from observatoire.views.html.rendering import render


def brand_html(site: str, address: str) -> Markup:
    """Return the name of the site, before the menu: it leads home."""
    return render("page/brand", site=site, address=address)


def footer_html(edition: str, cog: str, epci_day: str, data: str, privacy: str) -> Markup:
    """Return the foot of every page: where its figures come from, and what we do not do.

    Parameters
    ----------
    edition : str
        Name of the edition of the data.
    cog : str
        Year of the geography.
    epci_day : str
        Day of the perimeters of the EPCI.
    data : str
        Address of the page on the data.
    privacy : str
        Address of the page on what is kept of a visitor.
    """
    return render("page/footer", edition=edition, cog=cog, epci_day=epci_day, data=data, privacy=privacy)


def only_year_html(year: str) -> Markup:
    """Return what stands where a choice of years would, when there is only one, or one period."""
    return render("page/only_year", year=year)


def style_link_html(address: str) -> Markup:
    """Return the link to the style sheet of all pages."""
    return render("page/style_link", address=address)


def script_html(address: str, *, late: bool = False, later: str = "", plain: str = "") -> Markup:
    """Return the element that runs one of our scripts: at once, or when the page is read whole, before all modules.

    Parameters
    ----------
    address : str
    late : bool
        Whether it waits for the page.
    later : str
        Addresses, between spaces, of the scripts that it loads once the application is drawn.
    plain : str
        Names, between spaces, of the pages that have a plain version; `name=address` where it is not in `simple/`.
    """
    return render("page/script", address=address, late=late, later=later, plain=plain)


def letter_link_html(address: str) -> Markup:
    """Return the element that asks for letters before they are needed."""
    return render("page/letter_link", address=address)


def module_link_html(address: str) -> Markup:
    """Return the element that asks for a script module before it is needed."""
    return render("page/module_link", address=address)


def answer_link_html(address: str) -> Markup:
    """Return the element that asks for what a script will ask for, before it does."""
    return render("page/answer_link", address=address)


def title_html(title: str) -> Markup:
    """Return the title of a page before any page is drawn."""
    return render("page/title", title=title)


def without_scripts_html(surveys: str = "") -> Markup:
    """Return what a browser without scripts shows of a page that has no first view.

    Parameters
    ----------
    surveys : str
        Address of the surveys in plain HTML; "" where there are none.
    """
    return render("page/without_scripts", surveys=surveys)


def unsaved_html(*, aloud: bool = True) -> Markup:
    """Return what says that notes and estimates are in this browser only; `browser/base.js` looks for it.

    Parameters
    ----------
    aloud : bool
        Whether it is seen: before a room it only stands for the browser to ask before the page is left.
    """
    return render("page/unsaved", aloud=aloud)


def no_data_page_html(sentence: str) -> Markup:
    """Return the whole page that visitors get while the data cannot be read."""
    return render("page/no_data", sentence=sentence)


def privacy_page_html(contact: str, home: str) -> Markup:
    """Return the whole page that says what is kept of who visits the site, without any script.

    Parameters
    ----------
    contact : str
        Address of mail or of a page of who runs the site; "" when the site gives none.
    home : str
        Address of the home page.
    """
    return render("page/privacy", contact=contact, home=home, style=first_style_html({}))


def typed_html(form: str, values: str, heard: str, session: str, sent: int, begun: str) -> Markup:
    """Return what `browser/typed.js` keeps of a form that is being filled in, hidden.

    Parameters
    ----------
    form : str
        Its name.
    values : str
        What its fields hold, as JSON; empty for a form that this page does not draw. Signs that close an element are
        written as JSON can: the framework drops an attribute that holds them.
    heard : str
        The last thing that the browser handed back of it.
    session : str
        What tells this session of the application from another.
    sent : int
        How often it was sent in this session: each time the browser forgets it.
    begun : str
        How often each field began anew in this session, as JSON: what it then holds was chosen by nobody.
    """
    content = values.replace("<", r"\u003c").replace(">", r"\u003e")
    return render("page/typed", form=form, values=content, heard=heard, session=session, sent=sent, begun=begun)
