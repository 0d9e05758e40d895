-- Beside the one of answers, so that nothing joins the two: run once, when the database is made.
CREATE DATABASE vault;
