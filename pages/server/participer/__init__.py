"""Answering a survey in plain HTML, without any script: served only where participation is switched on."""
