"""Maps: the only place for folium."""
