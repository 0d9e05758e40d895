"""`/api/v1/`: the figures of the observatory for programs and spreadsheets (docs/decisions/0038-api.md)."""
