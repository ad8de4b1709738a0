BEGIN;
ALTER TABLE app.other DROP CONSTRAINT other_ix;
ALTER INDEX app.pgplumb_new_other_ix RENAME TO other_ix;
ALTER TABLE app.other ADD CONSTRAINT other_pkey PRIMARY KEY USING INDEX pgplumb_new_other_pkey;
COMMIT;

BEGIN;
ALTER TABLE app.t DROP CONSTRAINT t_ix;
ALTER INDEX app.pgplumb_new_t_ix RENAME TO t_ix;
ALTER TABLE app.t ALTER COLUMN a DROP NOT NULL;
COMMIT;
