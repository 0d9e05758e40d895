"""One chart or one map of ours in another site's page: `?embed=1`.

The parameter is not one of a selection: Streamlit keeps it out of `st.query_params`, and its own embedding answers
only to `embed=true`, which we leave alone (docs/decisions/0009-editions-and-embedding.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from observatoire.views.french.wording import spaced
from observatoire.views.html.share import embedded_foot_html, embedded_head_html
from pages.state.data import shared_data
from pages.state.embedding import asks_embedding
from pages.state.models.essential import SITE
from pages.state.selection import Selection


def embedded() -> bool:
    """Tell whether this run is to draw one drawing without the frame."""
    context = get_script_run_ctx()
    return context is not None and asks_embedding(context.query_string)


@contextmanager
def main_drawing(selection: Selection, title: str, sentence: str, source: str) -> Iterator[None]:
    """Enclose a page's main drawing; embedded, it is all that shows, and the page ends there.

    Parameters
    ----------
    selection : Selection
        For the way to the whole view.
    title, sentence : str
        What the drawing shows, and how to read it: drawn above it when embedded.
    source : str
        Its years and producers (`sentences.source_line`): drawn under it when embedded.
    """
    if not embedded():
        yield
        return
    with st.container(key="otc-dessin"):
        st.html(embedded_head_html(title, sentence))
        yield
        end_alone(selection, source)


def end_alone(selection: Selection, source: str) -> None:
    """Draw what stands under an embedded drawing, and end the run."""
    edition = shared_data()[0].edition
    texts = [spaced(source), f"{SITE}, édition {edition} des données"]
    if selection.edition:
        texts.append(f"code d’intégration fait avec l’édition {selection.edition}")
    st.html(embedded_foot_html(texts, selection.query(edition=selection.edition or edition)))
    st.stop()
