CREATE SCHEMA app;
CREATE TABLE app.t (a integer, b integer);
CREATE INDEX t_ix ON app.t (a, b);
CREATE TABLE app.ref (a integer);
CREATE TABLE app.u (a integer NOT NULL, r int4range);
CREATE UNIQUE INDEX u_ix ON app.u (a);
CREATE INDEX u_ex ON app.u USING gist (r);
CREATE TABLE app.other (a integer NOT NULL, b integer NOT NULL, CONSTRAINT other_pkey PRIMARY KEY (b));
CREATE INDEX other_ix ON app.other (a);
