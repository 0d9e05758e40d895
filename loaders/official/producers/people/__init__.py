"""Files on people: work, incomes, families, care, recorded crime, turnout, schools."""
