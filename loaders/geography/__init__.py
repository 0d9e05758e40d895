"""Territories of today, from the staged tables: names, members, former communes, outlines, areas, borders."""
