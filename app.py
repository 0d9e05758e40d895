"""Entry point: `streamlit run app.py`. Assembles the server: addresses, headers, the script drawn for visitors."""

from __future__ import annotations

import logging

import streamlit as st

# Streamlit warns that caches are declared before its runtime, and used by the thread that loads ahead: both are meant.
for _name in ("caching.cache_data_api", "scriptrunner_utils.script_run_context"):
    logging.getLogger(f"streamlit.runtime.{_name}").setLevel(logging.ERROR)

from pages.server.apart.pool import made_in_thread  # noqa: E402
from pages.server.middleware import middleware  # noqa: E402 - what these import declares caches
from pages.server.routes import routes  # noqa: E402
from pages.server.start import warm  # noqa: E402

# The script is not this file: beside a folder `pages/`, Streamlit takes a main script for its old kind of
# multipage application, and greets a shared link with « Page not found ».
app = st.App("pages/main.py", routes=routes(apart=made_in_thread), middleware=middleware(), lifespan=warm)
