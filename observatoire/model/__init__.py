"""What the data mean: territories, catalogue, contracts, the one reader of prepared data."""
