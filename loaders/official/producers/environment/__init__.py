"""Files on energy, climate, cars, land and farming."""
