ALTER TABLE app.ref DROP CONSTRAINT ref_a_fkey;

ALTER TABLE app.t DROP CONSTRAINT t_ix;

ALTER TABLE app.u DROP CONSTRAINT u_ex;

ALTER TABLE app.u DROP CONSTRAINT u_ix;

ALTER TABLE app.other DROP CONSTRAINT other_ix;

CREATE INDEX other_ix ON app.other (a);

ALTER TABLE app.other
    ADD CONSTRAINT other_pkey PRIMARY KEY (b);

CREATE INDEX t_ix ON app.t (a, b);

ALTER TABLE app.t ALTER COLUMN a DROP NOT NULL;

CREATE INDEX u_ex ON app.u USING gist (r);

CREATE UNIQUE INDEX u_ix ON app.u (a);
