"""Surveys of collectivités, contributions and councils, beside the observatory and off unless it is asked for."""
