"""Pages of a survey in plain HTML: they need no script, and stand apart from the application's own pages."""
