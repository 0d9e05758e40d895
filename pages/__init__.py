"""Streamlit pages; never imported by the domain."""
