"""The synthesis of a campaign: from its frozen publication to a document that people edit."""
