CREATE TABLE accounts (id int PRIMARY KEY, email text NOT NULL);
CREATE SEQUENCE users_id_seq AS int OWNED BY accounts.id;
ALTER TABLE accounts ALTER id SET DEFAULT nextval('users_id_seq');
ALTER TABLE accounts RENAME CONSTRAINT accounts_pkey TO users_pkey;
ALTER TABLE accounts ADD CONSTRAINT users_email_key UNIQUE (email);
CREATE INDEX users_lower_email ON accounts (lower(email));
CREATE VIEW emails AS SELECT email FROM accounts;
