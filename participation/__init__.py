"""Surveys, contributions, councils: what people say of their territories, beside what is measured there.

May import the observatory; the observatory never imports it. Off unless `OBSERVATOIRE_PARTICIPATION` is set.
"""
