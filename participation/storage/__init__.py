"""The two databases, answers and vault, which nothing joins. The only place for SQLAlchemy."""
