-- Fills every table with rows that its constraints allow, and says how many each got. `rows` is set before.
-- Triggers are not to interfere. Foreign keys are not looked at meanwhile either: their values are taken from the rows that there are.
SET session_replication_role = replica;
SET client_min_messages = error;
SELECT pg_catalog.setseed(0.5) \g /dev/null

CREATE FUNCTION pg_temp.parses(literal text, type text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SELECT %L::%s', literal, type);
    RETURN true;
EXCEPTION WHEN others THEN
    RETURN false;
END $$;

-- The expression of a value of a type that stands for this number: another number gives another value, where the type has so many.
CREATE FUNCTION pg_temp.written(type oid, mod integer, n integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    of pg_catalog.pg_type;
    name text := format_type(type, mod);
    room integer;
    found text;
BEGIN
    SELECT * INTO of FROM pg_catalog.pg_type WHERE oid = type;
    IF of.typtype = 'd' THEN
        RETURN pg_temp.written(of.typbasetype, of.typtypmod, n);
    ELSIF of.typtype = 'e' THEN
        SELECT format('%L::%s', (array_agg(enumlabel ORDER BY enumsortorder))[1 + n % count(*)::integer], name)
          INTO found FROM pg_catalog.pg_enum WHERE enumtypid = type;
        RETURN coalesce(found, 'NULL');
    ELSIF of.typtype = 'c' THEN
        SELECT format('ROW(%s)::%s', string_agg(pg_temp.written(atttypid, atttypmod, n), ', ' ORDER BY attnum), name)
          INTO found FROM pg_catalog.pg_attribute WHERE attrelid = of.typrelid AND attnum > 0 AND NOT attisdropped;
        RETURN found;
    ELSIF of.typtype = 'r' THEN
        SELECT format('%s(%s, %s)', name, pg_temp.written(rngsubtype, -1, 2 * n + 10), pg_temp.written(rngsubtype, -1, 2 * n + 11))
          INTO found FROM pg_catalog.pg_range WHERE rngtypid = type;
        RETURN found;
    ELSIF of.typtype = 'm' THEN
        SELECT format('%s(%s)', name, pg_temp.written(rngtypid, -1, n)) INTO found FROM pg_catalog.pg_range WHERE rngmultitypid = type;
        RETURN found;
    ELSIF of.typelem <> 0 AND of.typsubscript = 'array_subscript_handler'::regproc THEN
        RETURN format('ARRAY[%s, %s]::%s', pg_temp.written(of.typelem, mod, n), pg_temp.written(of.typelem, mod, n + 1), name);
    END IF;
    room := CASE WHEN mod > 4 AND of.typname IN ('varchar', 'bpchar') THEN mod - 4 END;
    found := CASE of.typname
        WHEN 'bool' THEN (n % 2 = 1)::text
        WHEN 'numeric' THEN (n % CASE WHEN mod > 4 THEN 10::numeric ^ least(((mod - 4) >> 16) - ((mod - 4) & 2047), 8) ELSE 100000000 END)::integer::text
        WHEN 'varchar' THEN CASE WHEN room < 16 THEN right(n::text, room) ELSE 'some value ' || n END
        WHEN 'bpchar' THEN CASE WHEN room < 16 THEN right(n::text, room) ELSE 'some value ' || n END
        WHEN 'text' THEN 'some value ' || n
        WHEN 'name' THEN 'v' || n
        WHEN 'char' THEN chr(65 + n % 26)
        WHEN 'bytea' THEN '\x' || md5(n::text)
        WHEN 'date' THEN (date '2020-01-01' + n)::text
        WHEN 'timestamp' THEN (timestamp '2020-01-01' + n * interval '1 day')::text
        WHEN 'timestamptz' THEN (timestamptz '2020-01-01' + n * interval '1 day')::text
        WHEN 'time' THEN (time '08:00' + n * interval '1 minute')::text
        WHEN 'timetz' THEN (timetz '08:00+00' + n * interval '1 minute')::text
        WHEN 'interval' THEN n || ' hours'
        WHEN 'uuid' THEN md5(n::text)
        WHEN 'json' THEN format('{"n": %s}', n)
        WHEN 'jsonb' THEN format('{"n": %s}', n)
        WHEN 'xml' THEN format('<n>%s</n>', n)
        WHEN 'inet' THEN '10.0.0.' || n % 256
        WHEN 'cidr' THEN '10.0.0.' || n % 256
        WHEN 'macaddr' THEN '08:00:2b:01:02:' || lpad(to_hex(n % 256), 2, '0')
        WHEN 'bit' THEN right(n::bit(32)::text, greatest(mod, 1))
        WHEN 'varbit' THEN right(n::bit(32)::text, CASE WHEN mod > 0 THEN mod ELSE 8 END)
        WHEN 'point' THEN format('(%s,1)', n)
        WHEN 'regclass' THEN 'pg_catalog.pg_class'
        WHEN 'regproc' THEN 'pg_catalog.now'
        WHEN 'regtype' THEN 'integer'
        WHEN 'pg_lsn' THEN '0/' || to_hex(n)
    END;
    IF found IS NULL THEN
        SELECT literal INTO found
          FROM unnest(ARRAY[n::text, 'v' || n, format('"n"=>"%s"', n), format('(%s,1)', n), format('((%s,1),(2,2))', n), '{1,2,3}', '$.n']) literal
         WHERE pg_temp.parses(literal, name) LIMIT 1;
    END IF;
    RETURN CASE WHEN found IS NULL THEN 'NULL' ELSE format('%L::%s', found, name) END;
END $$;

-- The literals of other values that a column may have to hold: the words that constraints say of it, and what else may suit them. In each, <n>
-- stands for the row's number.
CREATE FUNCTION pg_temp.suggested(type oid, mod integer, said text) RETURNS jsonb LANGUAGE sql AS $$
    WITH words AS (
        SELECT DISTINCT replace(found[1], '''''', '''') AS word FROM regexp_matches(said, '''((?:[^'']|'''')*)''', 'g') found
    ), numbers AS (
        SELECT DISTINCT found[1]::numeric AS number FROM regexp_matches(said, '\m(\d{1,9}(?:\.\d+)?)\M', 'g') found
    ), texts AS (
        SELECT word, true AS is_said FROM words UNION ALL SELECT word || '<n>', false FROM words UNION ALL SELECT '{' || word || '}', true FROM words
        -- Of a regular expression, what is left may match it.
        UNION ALL SELECT regexp_replace(word, '[][^$?*+()\\|]', '', 'g') || '<n>', true FROM words WHERE word ~ '[][^$?*+()\\|]'
        UNION ALL SELECT (number + more)::text, false FROM numbers, unnest(ARRAY[0, 1, -1]) more
        UNION ALL SELECT left('v<n>' || repeat('x', number::integer + more), number::integer + more + 2), false
                    FROM numbers, unnest(ARRAY[0, 1]) more WHERE number < 300
        UNION ALL SELECT '\x' || repeat('ab', number::integer), false FROM numbers WHERE number < 300
        UNION ALL SELECT word, false FROM unnest(ARRAY['', '0', '1', '-1', 'true', 'false', '{}', '[]', '{"n": <n>}', '<n>', 'v<n>@example.com',
            'https://example.com/<n>', 'example-<n>', 'V<n>', 'abc', '10.0.0.<n>/32', 'infinity', 'empty', '2020-01-<n>', '2030-01-01']) word
    ), fitting AS (
        SELECT DISTINCT word, is_said FROM texts WHERE pg_temp.parses(replace(word, '<n>', '1'), format_type(type, mod))
    )
    SELECT jsonb_build_object('words', coalesce(jsonb_agg(word ORDER BY word) FILTER (WHERE is_said), '[]'),
        'others', coalesce(jsonb_agg(word ORDER BY word) FILTER (WHERE NOT is_said), '[]')) FROM fitting
$$;

CREATE TEMPORARY TABLE fillable AS
    SELECT c.oid AS relation, c.oid::regclass::text AS name, false AS is_done, 0 AS got, ''::text AS problem
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e');

-- What constraints of the table, of the column's domain, and of referencing tables require of a column.
CREATE TEMPORARY TABLE said AS
    WITH RECURSIVE rules AS (
        SELECT oid, conrelid, contypid, conkey, pg_get_constraintdef(oid) AS text FROM pg_catalog.pg_constraint WHERE contype = 'c'
    ), domains AS (
        SELECT oid AS type, oid AS within FROM pg_catalog.pg_type
        UNION SELECT d.type, CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.typelem END FROM domains d JOIN pg_catalog.pg_type t ON t.oid = d.within
               WHERE t.typtype = 'd' OR t.typcategory = 'A'
    ), of_columns AS (
        SELECT conrelid AS relation, attnum, text FROM rules, unnest(conkey) attnum WHERE conrelid <> 0
        UNION SELECT f.confrelid, k.target, r.text FROM pg_catalog.pg_constraint f, unnest(f.conkey, f.confkey) k (source, target), rules r
               WHERE f.contype = 'f' AND r.conrelid = f.conrelid AND k.source = ANY (r.conkey)
        UNION SELECT a.attrelid, a.attnum, r.text FROM pg_catalog.pg_attribute a JOIN domains d ON d.type = a.atttypid JOIN rules r ON r.contypid = d.within
               WHERE r.contypid <> 0
        UNION SELECT a.attrelid, a.attnum, pg_get_partition_constraintdef(a.attrelid) FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
               WHERE c.relispartition
    )
    SELECT relation, attnum, string_agg(text, ' ' ORDER BY text) AS text FROM of_columns GROUP BY relation, attnum;
CREATE INDEX ON said (relation);
ANALYZE said;

CREATE FUNCTION pg_temp.said(relation oid, attribute pg_catalog.pg_attribute) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce((SELECT text FROM said s WHERE s.relation = said.relation AND s.attnum = (said.attribute).attnum), '')
$$;

-- The columns that an error is about; all, where it does not say.
CREATE FUNCTION pg_temp.blamed(relation oid, rule text, attribute text, type text) RETURNS text[] LANGUAGE sql AS $$
    SELECT array_agg(a.attname::text) FROM pg_catalog.pg_attribute a
     WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped AND (
           a.attname = attribute
        OR attribute = '' AND EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conrelid = relation AND c.conname = rule AND a.attnum = ANY (c.conkey))
        OR attribute = '' AND EXISTS (SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
                                       WHERE i.indrelid = relation AND c.relname = rule AND a.attnum = ANY (i.indkey))
        OR type <> '' AND EXISTS (SELECT FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid AND t.typname = type))
$$;

CREATE FUNCTION pg_temp.may_be_null(attribute pg_catalog.pg_attribute) RETURNS boolean LANGUAGE sql AS $$
    SELECT NOT attribute.attnotnull AND NOT (SELECT typnotnull FROM pg_catalog.pg_type WHERE oid = attribute.atttypid)
$$;

-- The foreign keys of a table, keys with the most columns first.
CREATE FUNCTION pg_temp.keys(of oid)
    RETURNS TABLE (target oid, columns text[], targets text[], types text[], may_be_null boolean, is_hopeless boolean) LANGUAGE sql AS $$
    SELECT c.confrelid, array_agg(f.attname::text ORDER BY k.at), array_agg(t.attname::text ORDER BY k.at),
           array_agg(format_type(f.atttypid, f.atttypmod) ORDER BY k.at), bool_or(pg_temp.may_be_null(f)),
           NOT bool_or(pg_temp.may_be_null(f)) AND c.confrelid IN (SELECT relation FROM fillable WHERE is_done AND got = 0)
      FROM pg_catalog.pg_constraint c, unnest(c.conkey, c.confkey) WITH ORDINALITY k (source, target, at),
           pg_catalog.pg_attribute f, pg_catalog.pg_attribute t
     WHERE c.conrelid = of AND c.contype = 'f' AND f.attrelid = of AND f.attnum = k.source AND t.attrelid = c.confrelid AND t.attnum = k.target
     GROUP BY c.oid, c.confrelid ORDER BY count(*) DESC, c.oid
$$;

-- What the foreign keys of a table's row are to hold, as expressions: each row in turn, or any where that did not do.
-- Where others refer to rows that are not there yet, the first such row is made.
CREATE FUNCTION pg_temp.referring(of oid, n integer, is_anything boolean) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    held jsonb := '{}';
    key record;
    row_of record;
    known text;
    needed text;
    count bigint;
BEGIN
    FOR key IN
        SELECT f.relation AS source, k.columns, k.targets, k.types FROM fillable f, pg_temp.keys(f.relation) k
         WHERE f.got > 0 AND f.relation <> of AND k.target = of AND EXISTS (SELECT FROM pg_temp.keys(of) WHERE target <> of)
    LOOP
        FOR row_of IN EXECUTE format('SELECT ARRAY[%s] AS row FROM %s s WHERE (%s) IS NOT NULL AND NOT EXISTS (SELECT FROM %s t WHERE %s) ORDER BY 1 LIMIT 1',
            (SELECT string_agg(format('s.%I::text', name), ', ') FROM unnest(key.columns) name), key.source::regclass,
            (SELECT string_agg(format('s.%I', name), ', ') FROM unnest(key.columns) name), of::regclass,
            (SELECT string_agg(format('s.%I = t.%I', name, target), ' AND ') FROM unnest(key.columns, key.targets) u (name, target)))
        LOOP
            SELECT held || coalesce(jsonb_object_agg(name, format('%L::%s', value, type)), '{}') INTO held
              FROM unnest(key.targets, row_of.row, key.types) u (name, value, type)
             WHERE NOT held ? name AND EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = of AND attname = name AND attidentity = '');
        END LOOP;
        EXIT WHEN held <> '{}';
    END LOOP;
    FOR key IN SELECT * FROM pg_temp.keys(of) LOOP
        SELECT coalesce(string_agg(format('%I::text IS NOT DISTINCT FROM (%s)::text', target, held ->> name), ' AND '), 'true')
          INTO known FROM unnest(key.columns, key.targets) u (name, target) WHERE held ? name;
        SELECT string_agg(format('%I IS NOT NULL', target), ' AND ') INTO needed FROM unnest(key.targets) target;
        EXECUTE format('SELECT count(*) FROM %s WHERE %s AND %s', key.target::regclass, needed, known) INTO count;
        IF count > 0 AND NOT (key.may_be_null AND CASE WHEN is_anything THEN random() < 0.3 ELSE key.target = of AND n % 3 = 1 END) THEN
            FOR row_of IN EXECUTE format('SELECT ARRAY[%s] AS row FROM %s WHERE %s AND %s ORDER BY 1 OFFSET %s LIMIT 1',
                (SELECT string_agg(format('%I::text', target), ', ') FROM unnest(key.targets) target), key.target::regclass, needed, known,
                CASE WHEN is_anything THEN floor(random() * count)::bigint ELSE (n - 1) % count END)
            LOOP
                SELECT held || coalesce(jsonb_object_agg(name, format('%L::%s', value, type)), '{}') INTO held
                  FROM unnest(key.columns, row_of.row, key.types) u (name, value, type) WHERE NOT held ? name;
            END LOOP;
        ELSIF key.may_be_null THEN
            SELECT held || coalesce(jsonb_object_agg(a.attname, 'NULL'), '{}') INTO held FROM pg_catalog.pg_attribute a
             WHERE a.attrelid = of AND a.attname = ANY (key.columns) AND pg_temp.may_be_null(a) AND NOT held ? a.attname;
        ELSIF key.target = of THEN
            SELECT held || coalesce(jsonb_object_agg(name, pg_temp.written(a.atttypid, a.atttypmod, n)), '{}') INTO held
              FROM unnest(key.columns, key.targets) u (name, target) JOIN pg_catalog.pg_attribute a ON a.attrelid = of AND a.attname = u.target
             WHERE NOT held ? name;
        END IF;
    END LOOP;
    RETURN held;
END $$;

CREATE FUNCTION pg_temp.fill(of oid, wanted integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    attribute pg_catalog.pg_attribute;
    attributes pg_catalog.pg_attribute[];
    held jsonb := '{}';      -- what the foreign keys of the row hold
    chosen jsonb := '{}';    -- which suggestion a column holds; none: what is written
    suggested jsonb := '{}';
    columns text[];
    expressions text[];
    rule text; column_said text; type_said text; message text;
    culprits text[];
    culprit text;
    words jsonb;
    others jsonb;
    filled integer := 0;
BEGIN
    IF EXISTS (SELECT FROM pg_temp.keys(of) WHERE is_hopeless) THEN
        UPDATE fillable SET is_done = true, problem = 'what it refers to is empty' WHERE relation = of;
        RETURN;
    END IF;
    SELECT array_agg(a ORDER BY a.attnum) INTO attributes FROM pg_catalog.pg_attribute a
     WHERE a.attrelid = of AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = '';
    FOR attribute IN SELECT * FROM unnest(attributes) a WHERE pg_temp.said(of, a) ~ '''' LOOP
        suggested := suggested || jsonb_build_object(attribute.attname,
            pg_temp.suggested(attribute.atttypid, attribute.atttypmod, pg_temp.said(of, attribute)));
    END LOOP;
    FOR n IN 1..wanted LOOP
        held := pg_temp.referring(of, n, false);
        -- Each word once, as far as there are rows: others may refer to the one or the other.
        SELECT chosen || coalesce(jsonb_object_agg(key, value -> 'words' -> n - 1) FILTER (WHERE jsonb_array_length(value -> 'words') >= n), '{}')
          INTO chosen FROM jsonb_each(suggested);
        FOR try IN 0..CASE WHEN n = 1 THEN 300 ELSE 80 END LOOP
            columns := '{}';
            expressions := '{}';
            FOREACH attribute IN ARRAY coalesce(attributes, '{}') LOOP
                columns := columns || format('%I', attribute.attname);
                expressions := expressions || CASE
                    WHEN held ? attribute.attname THEN held ->> attribute.attname
                    WHEN chosen ->> attribute.attname = 'NULL' THEN 'NULL'
                    WHEN chosen ? attribute.attname THEN format('%L::%s', replace(chosen ->> attribute.attname, '<n>', n::text),
                        format_type(attribute.atttypid, attribute.atttypmod))
                    ELSE pg_temp.written(attribute.atttypid, attribute.atttypmod, n + 40 * (try / 8)) END;
            END LOOP;
            BEGIN
                EXECUTE CASE WHEN columns = '{}' THEN format('INSERT INTO %s DEFAULT VALUES', of::regclass)
                    ELSE format('INSERT INTO %s (%s) VALUES (%s)', of::regclass, array_to_string(columns, ', '), array_to_string(expressions, ', ')) END;
                filled := filled + 1;
                EXIT;
            EXCEPTION WHEN others THEN
                GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME, column_said = COLUMN_NAME, type_said = PG_DATATYPE_NAME, message = MESSAGE_TEXT;
            END;
            culprits := coalesce(pg_temp.blamed(of, rule, column_said, type_said), (SELECT array_agg(a.attname::text) FROM unnest(attributes) a));
            EXIT WHEN culprits IS NULL;
            IF held ?| culprits THEN
                held := pg_temp.referring(of, n, true);
            END IF;
            FOREACH culprit IN ARRAY culprits LOOP
                SELECT a.* INTO attribute FROM unnest(attributes) a WHERE a.attname = culprit;
                CONTINUE WHEN attribute.attname IS NULL OR held ? culprit;
                CONTINUE WHEN random() < 0.3 AND array_length(culprits, 1) > 1;
                IF NOT suggested ? culprit THEN
                    suggested := suggested || jsonb_build_object(culprit,
                        pg_temp.suggested(attribute.atttypid, attribute.atttypmod, pg_temp.said(of, attribute)));
                END IF;
                words := suggested -> culprit -> 'words';
                others := suggested -> culprit -> 'others';
                IF jsonb_array_length(words) > 0 AND random() < 0.4 THEN
                    chosen := chosen || jsonb_build_object(culprit, words -> floor(random() * jsonb_array_length(words))::integer);
                ELSIF random() < 0.2 THEN
                    chosen := chosen - culprit;
                ELSIF jsonb_array_length(others) > 0 AND random() < 0.8 THEN
                    chosen := chosen || jsonb_build_object(culprit, others -> floor(random() * jsonb_array_length(others))::integer);
                ELSIF pg_temp.may_be_null(attribute) THEN
                    chosen := chosen || jsonb_build_object(culprit, 'NULL');
                END IF;
            END LOOP;
        END LOOP;
    END LOOP;
    UPDATE fillable SET is_done = true, got = filled, problem = CASE WHEN filled < wanted THEN message ELSE '' END WHERE relation = of;
END $$;

-- What others refer to comes first; of those that refer to each other, any.
DO $$
DECLARE
    next oid;
    wanted integer := current_setting('fill.rows')::integer;
BEGIN
    LOOP
        SELECT relation INTO next FROM fillable f WHERE NOT is_done
         ORDER BY (SELECT count(*) FROM pg_catalog.pg_constraint c
                    WHERE c.conrelid = f.relation AND c.contype = 'f' AND c.confrelid <> f.relation
                      AND EXISTS (SELECT FROM fillable o WHERE NOT o.is_done AND (o.relation = c.confrelid
                          OR c.confrelid IN (SELECT relid FROM pg_partition_ancestors(o.relation))))), name LIMIT 1;
        EXIT WHEN NOT FOUND;
        PERFORM pg_temp.fill(next, wanted);
    END LOOP;
END $$;

-- What refers to nothing, after all, goes; and what refers to that.
DO $$
DECLARE
    key record;
    gone bigint;
    went bigint;
BEGIN
    LOOP
        went := 0;
        FOR key IN
            SELECT c.conrelid::regclass AS source, c.confrelid::regclass AS target,
                   string_agg(format('s.%I IS NOT NULL', f.attname), ' AND ') AS said,
                   string_agg(format('s.%I = t.%I', f.attname, t.attname), ' AND ') AS same
              FROM pg_catalog.pg_constraint c, unnest(c.conkey, c.confkey) k (source, target), pg_catalog.pg_attribute f, pg_catalog.pg_attribute t
             WHERE c.contype = 'f' AND c.conparentid = 0 AND f.attrelid = c.conrelid AND f.attnum = k.source AND t.attrelid = c.confrelid AND t.attnum = k.target
             GROUP BY c.oid
        LOOP
            EXECUTE format('DELETE FROM %s s WHERE %s AND NOT EXISTS (SELECT FROM %s t WHERE %s)', key.source, key.said, key.target, key.same);
            GET DIAGNOSTICS gone = ROW_COUNT;
            went := went + gone;
        END LOOP;
        EXIT WHEN went = 0;
    END LOOP;
    FOR key IN SELECT relation, name FROM fillable LOOP
        EXECUTE format('UPDATE fillable SET got = (SELECT count(*) FROM ONLY %s) WHERE relation = %s', key.name, key.relation);
    END LOOP;
END $$;

\pset format unaligned
\pset tuples_only on
\pset fieldsep '\x1f'
SELECT name, got, replace(problem, E'\n', ' ') FROM fillable ORDER BY name;
