ALTER TYPE app.part RENAME TO pgplumb_old_part;
ALTER TYPE app.whole RENAME TO pgplumb_old_whole;
ALTER DOMAIN app.some_part RENAME TO pgplumb_old_some_part;
CREATE TYPE app.part AS (
    amount bigint,
    name text,
    note text
);
ALTER TYPE app.part OWNER TO postgres;
CREATE TYPE app.whole AS (
    parts app.part[],
    main app.part
);
ALTER TYPE app.whole OWNER TO postgres;
CREATE DOMAIN app.some_part AS app.part;
ALTER DOMAIN app.some_part OWNER TO postgres;
CREATE FUNCTION app.pgplumb_new_part(app.pgplumb_old_part) RETURNS app.part LANGUAGE sql AS 'SELECT CASE WHEN $1 IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW(($1).amount::bigint, ($1).name, NULL)::app.part END';
CREATE CAST (app.pgplumb_old_part AS app.part) WITH FUNCTION app.pgplumb_new_part(app.pgplumb_old_part);
CREATE FUNCTION app.pgplumb_new_whole(app.pgplumb_old_whole) RETURNS app.whole LANGUAGE sql AS 'SELECT CASE WHEN $1 IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW(($1).parts::app.part[], CASE WHEN ($1).main IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW((($1).main).amount::bigint, (($1).main).name, NULL)::app.part END)::app.whole END';
CREATE CAST (app.pgplumb_old_whole AS app.whole) WITH FUNCTION app.pgplumb_new_whole(app.pgplumb_old_whole);
ALTER TABLE app.t ALTER COLUMN parts TYPE app.part[] USING parts::app.part[], ALTER COLUMN grid TYPE app.part[] USING grid::app.part[], ALTER COLUMN wholes TYPE app.whole[] USING wholes::app.whole[], ALTER COLUMN one TYPE app.some_part USING (CASE WHEN (one::app.pgplumb_old_part) IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW(((one::app.pgplumb_old_part)).amount::bigint, ((one::app.pgplumb_old_part)).name, NULL)::app.part END)::app.some_part;
DROP CAST (app.pgplumb_old_whole AS app.whole);
DROP FUNCTION app.pgplumb_new_whole(app.pgplumb_old_whole);
DROP CAST (app.pgplumb_old_part AS app.part);
DROP FUNCTION app.pgplumb_new_part(app.pgplumb_old_part);
DROP DOMAIN app.pgplumb_old_some_part;
DROP TYPE app.pgplumb_old_whole;
DROP TYPE app.pgplumb_old_part;
