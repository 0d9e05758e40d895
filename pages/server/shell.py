"""The page that a browser gets first: Streamlit's empty one, in French, and in it the first view of what is asked."""

from __future__ import annotations

import gzip
import logging
import re
from functools import cache

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from observatoire.views.html.first import first_style_html
from observatoire.views.html.page import (
    answer_link_html,
    letter_link_html,
    module_link_html,
    script_html,
    style_link_html,
    title_html,
    without_scripts_html,
)
from observatoire.views.maps.file import BROWSER_PATH
from pages.server.early import BROWSER_DIR, early_modules, interleaved, letters, version
from pages.server.first_view import WAITED_FOR, WITHOUT, Opening, opening, page_of
from pages.server.protection.failures import TOLD, failure_of
from pages.server.site_style import style_path
from pages.server.whole_body import WholeBody
from pages.state.links import PAGES, PRIVACY_PATH
from pages.state.models.essential import SITE
from pages.state.surveys import PLAIN_SURVEYS, survey_pages

SCRIPTS = ("base.js", "connection.js")
"""Of every page, in this order, before the framework's own."""
LATER_SCRIPTS = ("drafts.js", "kept.js", "typed.js", "favourites.js", "brought.js", "owndata.js")
"""Of every page too, once the application is drawn: on a slow line they would hold it up. `base.js` loads them."""
SURVEY_SCRIPTS = ("answers.js",)
"""Of every page after them, where there are surveys: one goes from page to page without a new shell."""

BEFORE_CONNECTING = ("_stcore/health", "_stcore/host-config")
"""What the framework waits for before it opens its connection, and asks for only once all its scripts have run."""
COMPONENT_SCRIPT = "component.js"
FILES = "fichier"
DOCUMENTS = ("/media/", f"/{FILES}/")
"""Addresses of what is taken away."""
SHARED_FOR = "60"
"""Seconds that our proxy may give a first view, or a plain page, to all who ask for it; browsers ask each time."""
OWN_PAGES = ("/simple/", "/api/", "/participer/", f"/{PRIVACY_PATH}")
"""Pages that we write whole: they are in French, and have no script."""
_NO_SCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_MODULES = re.compile(r'<link rel="modulepreload"[^>]*/js/([^"/]+)">\s*')
_SHEETS = re.compile(r'<link rel="stylesheet"[^>]*>')


class FrenchShell:
    """Puts Streamlit's empty page, and the map's frame, in French before any script runs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; rewrite the answer when it is an HTML page of the framework, not one of ours."""
        if scope["type"] != "http" or scope["method"] != "GET" or _is_ours(scope["path"]):
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _FrenchPage(send, scope))


def _is_ours(path: str) -> bool:
    """Tell whether a page is one that we write whole, or a document that is taken away."""
    return any(part in path for part in DOCUMENTS) or path.removeprefix(base_path()).startswith(OWN_PAGES)


class _FrenchPage(WholeBody):
    def __init__(self, send: Send, scope: Scope) -> None:
        super().__init__(send, _is_plain_page)
        self._scope = scope

    async def finish(self, start: Message, body: bytes) -> None:
        headers = MutableHeaders(scope=start)
        if headers.get("content-encoding") == "gzip":  # Streamlit packs its page at some addresses, not at others
            body = gzip.decompress(body)
        for stale in ("ETag", "Last-Modified", "Content-Encoding"):  # they describe another body
            del headers[stale]
        page, base = body.decode("utf-8"), base_path()
        first = None
        if _is_page(page):
            first = await anyio.to_thread.run_sync(_opening, self._scope, base)
            if page_of(self._scope, base) not in {**PAGES, **survey_pages()}:
                start["status"] = 404  # the application then says so, above the home page
            headers["Cache-Control"] = "no-cache"  # its figures are those of this edition
            if first:  # it depends on the address alone: the proxy shares it, for a minute (deploy/nginx)
                headers["X-Accel-Expires"] = SHARED_FOR
        await super().finish(start, french_shell(page, base, first).encode("utf-8"))


def _opening(scope: Scope, base: str) -> Opening | None:
    """Return the first view of a page; without one, the page is drawn by its scripts all the same."""
    try:
        return opening(scope, base)
    except Exception as error:
        if failure := failure_of(error):
            TOLD.say(failure.operator)
        else:
            logging.getLogger(__name__).exception("the first view of %s could not be made", scope["path"])
        return None


def _is_page(page: str) -> bool:
    return "<title>Streamlit</title>" in page


def french_shell(page: str, base: str = "", first: Opening | None = None) -> str:
    """Return Streamlit's HTML shell in French, with our style sheet, without the inline script that we refuse.

    Parameters
    ----------
    page : str
        The shell of Streamlit, or the frame of a component.
    base : str
        Path that the application is installed under.
    first : Opening, optional
        The first view of what the address asks for. It is readable before any other file has come: its rules are
        inside the page, style sheets and scripts come after it.
    """
    is_page = _is_page(page)
    page = re.sub(r'<html lang="en"', '<html lang="fr"', page, count=1)
    page = re.sub(r"<title>[^<]*</title>", lambda _: title_html(first.title if first else SITE), page, count=1)
    surveys = f"{base}/{PLAIN_SURVEYS}" if survey_pages() else ""
    page = _NO_SCRIPT.sub(lambda _: "" if first else without_scripts_html(surveys), page, count=1)
    page = re.sub(r"<script>\s*window\.prerenderReady = false\s*</script>", "", page, count=1)
    page = re.sub(r'<link rel="service-desc"[^>]*>', "", page, count=1)
    if not is_page:
        return _after(page, "<head>", script_html(_address(base, COMPONENT_SCRIPT)))
    # Before Streamlit's own scripts, which wait for the whole page too: it then knows its address, and does not try
    # others that answer 404.
    later = {SCRIPTS[0]: " ".join(_address(base, name) for name in _later_scripts())}
    plain = {SCRIPTS[1]: " ".join(_plain_versions())}
    scripts = (
        script_html(_address(base, name), late=True, later=later.get(name, ""), plain=plain.get(name, ""))
        for name in SCRIPTS
    )
    page = _after(page, "<head>", *scripts)
    sheets = "".join([*_SHEETS.findall(page), style_link_html(f"{base}/{style_path()}")])
    page = _SHEETS.sub("", page)
    if first is None:
        return _after(page, "<body>", sheets)
    asked: list[str] = [
        letter_link_html(f"{base}/{letters()[family]}") for family in ("Source Serif",) if family in letters()
    ]
    early = "".join(module_link_html(f"{base}/{path}") for path in early_modules(first.drawn))
    modules = [(found.group(), found[1]) for found in _MODULES.finditer(page + early)]
    asked += interleaved([link for link, _ in modules], [name for _, name in modules])
    asked += [answer_link_html(f"{base}/{path}") for path in BEFORE_CONNECTING]
    page = _MODULES.sub("", page)
    page = page.replace("</head>", "".join([*asked, first.sharing, _first_style(base), "</head>"]), 1)
    return _after(page, "<body>", first.view, sheets)


def _later_scripts() -> tuple[str, ...]:
    return (*LATER_SCRIPTS, *(SURVEY_SCRIPTS if survey_pages() else ()))


def _plain_versions() -> tuple[str, ...]:
    """Return the pages that have a version without scripts, to be offered where the application does not open."""
    surveys = [f"{page}={PLAIN_SURVEYS}" for page in WAITED_FOR if page in survey_pages()]
    return (*(page for page in PAGES if page not in WITHOUT), *surveys)


def _address(base: str, script: str) -> str:
    return f"{base}/{BROWSER_PATH}/{script}?v={version(BROWSER_DIR / script)}"


def _after(page: str, place: str, *written: str) -> str:
    """Return a page with something written after the first of a place."""
    return page.replace(place, "".join([place, *written]), 1)


@cache
def _first_style(base: str) -> str:
    return str(first_style_html({family: f"{base}/{path}" for family, path in letters().items()}))


def base_path() -> str:
    """Return the path that the application is installed under: "" or "/observatoire"."""
    trimmed = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{trimmed}" if trimmed else ""


def _is_plain_page(start: Message) -> bool:
    headers = Headers(scope=start)
    html = headers.get("content-type", "").startswith("text/html")
    return html and start["status"] == 200 and headers.get("content-encoding", "gzip") == "gzip"
