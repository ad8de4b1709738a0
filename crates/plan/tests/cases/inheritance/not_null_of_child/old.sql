CREATE SCHEMA app;
CREATE TABLE app.par (id integer CONSTRAINT par_id NOT NULL, r integer CONSTRAINT par_r NOT NULL, s integer);
CREATE TABLE app.inherits () INHERITS (app.par);
CREATE TABLE app.declares (CONSTRAINT own NOT NULL r) INHERITS (app.par);
CREATE TABLE app.renames (CONSTRAINT own NOT NULL r) INHERITS (app.par);
