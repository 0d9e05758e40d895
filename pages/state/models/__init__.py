"""What each page shows, before any widget: built here for the page, its presentation and its frame in other sites."""
