-- Two databases for participation, and two roles of which each sees its own alone: nothing joins answers to the vault.
-- Run once, by PostgreSQL's administrator: in containers when the database is made; else docs/operate.md says how.
-- Passwords are read from two files of one line, in the folder that the variable « secrets » names (/run/secrets without it).
\set ON_ERROR_STOP on
\if :{?secrets}
\else
  \set secrets /run/secrets
\endif
\setenv SECRETS :secrets
\set answers_password `cat "$SECRETS/answers"`
\set vault_password `cat "$SECRETS/vault"`
SET password_encryption = 'scram-sha-256';
CREATE ROLE answers LOGIN PASSWORD :'answers_password' NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE ROLE vault LOGIN PASSWORD :'vault_password' NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE answers OWNER answers TEMPLATE template0 ENCODING 'UTF8';
CREATE DATABASE vault OWNER vault TEMPLATE template0 ENCODING 'UTF8';
-- Whoever may log in may otherwise connect to any database.
REVOKE CONNECT, TEMPORARY ON DATABASE answers, vault, postgres, template1 FROM PUBLIC;
