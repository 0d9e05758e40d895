"""Entry point: `streamlit run app.py`.

Read twice by Streamlit. Imported by the server, it assembles `app` (routes, headers). Run as a script for each
visitor, it draws the frame and the page that the visitor's URL names.
"""

from __future__ import annotations

import streamlit as st

from pages.shared import frame
from pages.shared.routes import middleware, routes

if __name__ == "__main__":
    frame.run()
else:
    app = st.App("app.py", routes=routes(), middleware=middleware(), lifespan=frame.warm)
