ALTER TABLE app.ref DROP CONSTRAINT ref_a_fkey;

CREATE INDEX CONCURRENTLY pgplumb_new_other_ix ON app.other (a);

CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_other_pkey ON app.other (b);

ALTER TABLE app.other DROP CONSTRAINT other_ix;
ALTER INDEX app.pgplumb_new_other_ix RENAME TO other_ix;

ALTER TABLE app.other ADD CONSTRAINT other_pkey PRIMARY KEY USING INDEX pgplumb_new_other_pkey;

CREATE INDEX CONCURRENTLY pgplumb_new_t_ix ON app.t (a, b);

ALTER TABLE app.t DROP CONSTRAINT t_ix;
ALTER INDEX app.pgplumb_new_t_ix RENAME TO t_ix;

ALTER TABLE app.t ALTER COLUMN a DROP NOT NULL;

CREATE INDEX CONCURRENTLY pgplumb_new_u_ex ON app.u USING gist (r);

ALTER TABLE app.u DROP CONSTRAINT u_ex;
ALTER INDEX app.pgplumb_new_u_ex RENAME TO u_ex;

CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_u_ix ON app.u (a);

ALTER TABLE app.u DROP CONSTRAINT u_ix;
ALTER INDEX app.pgplumb_new_u_ix RENAME TO u_ix;
