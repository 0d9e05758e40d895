"""Entry point: `streamlit run app.py`. Assembles the server: addresses, headers, the script drawn for visitors."""

from __future__ import annotations

import streamlit as st

from pages.shared.frame import warm
from pages.shared.routes import middleware, routes

# The script is not this file: beside a folder `pages/`, Streamlit takes a main script for its old kind of
# multipage application, and greets a shared link with « Page not found ».
app = st.App("pages/main.py", routes=routes(), middleware=middleware(), lifespan=warm)
