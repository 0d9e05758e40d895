"""What a survey is: questionnaires, conditions, answers, campaigns, codes, organisations. No database, no page."""
