"""The views of Comparer: a theme, two indicators, places side by side."""
