CREATE TABLE users (id serial PRIMARY KEY, email text UNIQUE);
CREATE INDEX users_lower_email ON users (lower(email));
CREATE VIEW emails AS SELECT email FROM users;
