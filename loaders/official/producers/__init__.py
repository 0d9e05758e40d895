"""One module a producer's file: its `DATASETS`, `recognise` by content, `read`. Each is found by its presence here."""
