"""Files on housing: stock, vacancy, sales, rents, building."""
