CREATE SCHEMA app;
CREATE TABLE app.par (id integer CONSTRAINT par_id NOT NULL, r integer CONSTRAINT par_r NOT NULL, s integer CONSTRAINT par_s NOT NULL);
CREATE TABLE app.inherits (CONSTRAINT own NOT NULL r) INHERITS (app.par);
CREATE TABLE app.declares () INHERITS (app.par);
CREATE TABLE app.renames (CONSTRAINT other NOT NULL r) INHERITS (app.par);
CREATE TABLE app.fresh (CONSTRAINT own NOT NULL r, CONSTRAINT own_s NOT NULL s) INHERITS (app.par);
