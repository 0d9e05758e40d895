"""The domain of the Observatoire territorial citoyen: no Streamlit anywhere in it."""
