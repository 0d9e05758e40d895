"""Maps to take away: SVG, PNG, HTML, GeoJSON, GeoPackage."""
