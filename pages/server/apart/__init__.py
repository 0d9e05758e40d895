"""Heavy work, made by other processes or in turn, so that no visitor can stop the others."""
