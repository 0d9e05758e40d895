"""The fiche of a territory: PDF, HTML, DOCX."""
