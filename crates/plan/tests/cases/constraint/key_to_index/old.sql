CREATE SCHEMA app;
CREATE TABLE app.t (a integer, b integer, CONSTRAINT t_ix PRIMARY KEY (a));
CREATE TABLE app.ref (a integer REFERENCES app.t);
CREATE TABLE app.u (a integer NOT NULL, r int4range, CONSTRAINT u_ix PRIMARY KEY (a), CONSTRAINT u_ex EXCLUDE USING gist (r WITH &&));
CREATE TABLE app.other (a integer NOT NULL, b integer NOT NULL, CONSTRAINT other_ix PRIMARY KEY (a));
