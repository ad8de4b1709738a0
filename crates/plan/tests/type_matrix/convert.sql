-- Converts a value of a column to another type and back, and says what happened: 'same', 'changed'
-- or 'error', with details. 'kept' says whether the table kept its file.
CREATE FUNCTION convert_value(old text, new text, alter text, back text, value text, OUT result text, OUT detail text, OUT kept bool)
LANGUAGE plpgsql AS $$
DECLARE
    file oid;
    before text;
    after text;
BEGIN
    -- What a session of pgplumb sets, and a time zone with daylight-saving time.
    SET LOCAL timezone = 'America/New_York';
    SET LOCAL datestyle = 'ISO';
    SET LOCAL intervalstyle = 'postgres';
    SET LOCAL extra_float_digits = 1;
    SET LOCAL bytea_output = 'hex';
    EXECUTE format('CREATE TABLE converted (v %s)', old);
    EXECUTE format('INSERT INTO converted SELECT %L::text::%s', value, old);
    EXECUTE 'SELECT v::text FROM converted' INTO before;
    file := pg_relation_filenode('converted');
    EXECUTE alter;
    kept := file = pg_relation_filenode('converted');
    -- Another session, with other settings, reads the value and converts it back.
    SET LOCAL timezone = 'Asia/Kolkata';
    SET LOCAL datestyle = 'SQL, DMY';
    SET LOCAL intervalstyle = 'iso_8601';
    BEGIN
        EXECUTE format('ALTER TABLE converted ALTER COLUMN v TYPE %s USING %s', old, back);
    EXCEPTION WHEN OTHERS THEN
        result := 'changed';
        detail := format('%s cannot be converted back: %s', before, sqlerrm);
        RAISE EXCEPTION SQLSTATE 'UX001';
    END;
    SET LOCAL timezone = 'America/New_York';
    SET LOCAL datestyle = 'ISO';
    SET LOCAL intervalstyle = 'postgres';
    EXECUTE 'SELECT v::text FROM converted' INTO after;
    result := CASE WHEN before IS NOT DISTINCT FROM after THEN 'same' ELSE 'changed' END;
    detail := format('%s becomes %s', before, after);
    RAISE EXCEPTION SQLSTATE 'UX001';
EXCEPTION
    WHEN SQLSTATE 'UX001' THEN
        -- Everything that this function did is undone.
    WHEN OTHERS THEN
        result := 'error';
        detail := format('%s: %s', value, sqlerrm);
END
$$;
