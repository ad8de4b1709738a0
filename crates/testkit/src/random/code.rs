//! Schemas, functions, types, and other objects that are no relations.

use super::template::{Need, SCHEMA, Scope, TEMPLATE, Template, inline, need, part, then};

const FUNCTION: Need = need("f", &["function"]);

/// The usual labels of an enum with another label for `b`.
pub const RENAMED_LABELS: &str = "'a', 'renamed', 'c'";

pub const TEMPLATES: &[Template] = &[
    Template {
        word: "public",
        row: "schema",
        scope: Scope::Database,
        properties: &[
            then("comment", &["", "COMMENT ON SCHEMA public IS 'one'", "COMMENT ON SCHEMA public IS NULL"]),
            then("grant", &["", "GRANT CREATE ON SCHEMA public TO bob", "REVOKE ALL ON SCHEMA public FROM PUBLIC", "REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO PUBLIC"]),
        ],
        weight: 0,
        ..TEMPLATE
    },
    Template {
        word: "schema",
        row: "schema",
        kind: "schema",
        scope: Scope::Database,
        create: "CREATE SCHEMA {name}{owner}",
        properties: &[
            inline("owner", &["", " AUTHORIZATION alice", " AUTHORIZATION CURRENT_USER"]),
            then("comment", &["", "COMMENT ON SCHEMA {name} IS 'one'", "COMMENT ON SCHEMA {name} IS 'two'"]),
            then("grant", &["", "GRANT USAGE ON SCHEMA {name} TO bob", "GRANT ALL ON SCHEMA {name} TO PUBLIC", "REVOKE ALL ON SCHEMA {name} FROM CURRENT_USER"]),
            then(
                "default privileges",
                &[
                    "",
                    "ALTER DEFAULT PRIVILEGES FOR ROLE alice IN SCHEMA {name} GRANT SELECT ON TABLES TO bob",
                    "ALTER DEFAULT PRIVILEGES FOR ROLE alice IN SCHEMA {name} GRANT ALL ON TABLES TO PUBLIC",
                    "ALTER DEFAULT PRIVILEGES FOR ROLE alice IN SCHEMA {name} GRANT EXECUTE ON FUNCTIONS TO bob WITH GRANT OPTION",
                ],
            ),
        ],
        weight: 3,
        ..TEMPLATE
    },
    Template {
        word: "default privileges",
        row: "privileges",
        scope: Scope::None,
        create: "ALTER DEFAULT PRIVILEGES FOR ROLE {role} {what}",
        properties: &[
            inline("role", &["alice", "bob"]),
            inline(
                "what",
                &["REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC", "GRANT SELECT ON TABLES TO bob", "REVOKE USAGE ON TYPES FROM PUBLIC", "GRANT USAGE ON SCHEMAS TO PUBLIC", "REVOKE ALL ON TABLES FROM {role}", "18: GRANT SELECT ON LARGE OBJECTS TO bob"],
            ),
        ],
        weight: 2,
        ..TEMPLATE
    },
    Template {
        word: "extension",
        row: "extension",
        scope: Scope::None,
        needs: &[SCHEMA],
        create: "CREATE EXTENSION IF NOT EXISTS {which} WITH SCHEMA {schema}",
        properties: &[inline("which", &["citext", "hstore", "pg_trgm", "intarray"]), then("comment", &["", "COMMENT ON EXTENSION {which} IS 'one'"])],
        weight: 2,
        ..TEMPLATE
    },
    Template {
        word: "function",
        row: "function",
        kind: "function",
        signature: "(integer)",
        needs: &[SCHEMA],
        create: "CREATE FUNCTION {self}({argument} integer{argument_default}) RETURNS integer LANGUAGE {language} IMMUTABLE{options}{set} {body}",
        properties: &[
            inline("argument", &["a", "b", "IN a"]),
            inline("argument_default", &["", " DEFAULT 1", " DEFAULT NULL"]),
            inline("language", &["sql", "plpgsql"]),
            inline("options", &["", " STRICT", " COST 7", " PARALLEL SAFE", " LEAKPROOF", " SECURITY DEFINER"]),
            inline("set", &["", " SET search_path TO ''", " SET work_mem = '1MB'", " SET search_path TO pg_catalog, public SET work_mem TO '1MB'"]),
            inline(
                "body",
                &["AS 'SELECT $1 + 1'", "AS 'SELECT $1 + 2'", "AS $$ BEGIN RETURN 1; END $$", "RETURN $1 * 2", "BEGIN ATOMIC SELECT CASE WHEN $1 > 0 THEN 1 ELSE 2 END; END"],
            ),
            then("comment", &["", "COMMENT ON FUNCTION {self}(integer) IS 'one'"]),
            then(
                "grant",
                &["", "REVOKE EXECUTE ON FUNCTION {self}(integer) FROM PUBLIC", "GRANT EXECUTE ON FUNCTION {self}(integer) TO bob", "REVOKE ALL ON FUNCTION {self}(integer) FROM CURRENT_USER, PUBLIC"],
            ),
            then("owner", &["", "ALTER FUNCTION {self}(integer) OWNER TO alice"]),
        ],
        weight: 6,
        ..TEMPLATE
    },
    Template {
        word: "trigger function",
        row: "function",
        kind: "function",
        signature: "()",
        needs: &[SCHEMA],
        create: "CREATE FUNCTION {self}() RETURNS trigger LANGUAGE plpgsql{set} AS 'BEGIN RETURN NEW; END'",
        properties: &[inline("set", &["", " SET search_path TO ''"])],
        weight: 2,
        ..TEMPLATE
    },
    Template {
        word: "event trigger function",
        row: "function",
        kind: "function",
        signature: "()",
        needs: &[SCHEMA],
        create: "CREATE FUNCTION {self}() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
        weight: 0,
        ..TEMPLATE
    },
    Template {
        word: "function of a table",
        row: "function",
        needs: &[need("t", &["table", "partitioned"]), SCHEMA],
        create: "CREATE FUNCTION {self}({t}) RETURNS {result} LANGUAGE sql IMMUTABLE{options} {body}",
        properties: &[
            inline("result", &["integer", "SETOF integer", "TABLE (a integer)"]),
            inline("options", &["", " ROWS 5"]),
            inline("body", &["AS 'SELECT 1'", "AS 'SELECT 2'", "BEGIN ATOMIC SELECT count(*)::integer FROM {t}; END"]),
        ],
        ..TEMPLATE
    },
    Template {
        word: "check by a row",
        row: "constraint",
        kind: "constraint",
        scope: Scope::Within,
        needs: &[need("on", &["table"]), part("k", &["number"], "on")],
        create: "ALTER TABLE {on} ADD CONSTRAINT {name} CHECK (({on.name}.*) IS NOT NULL OR {k} IS NULL OR id > -9)",
        weight: 2,
        ..TEMPLATE
    },
    Template {
        word: "procedure",
        row: "procedure",
        kind: "procedure",
        needs: &[SCHEMA],
        create: "CREATE PROCEDURE {self}(INOUT a text{default}, VARIADIC r integer[] DEFAULT '{}') LANGUAGE plpgsql{options} AS $$ BEGIN END $$",
        signature: "(text, integer[])",
        properties: &[inline("default", &[" DEFAULT 'x'", " DEFAULT NULL"]), inline("options", &["", " SECURITY DEFINER"]), then("comment", &["", "COMMENT ON PROCEDURE {self} IS 'one'"])],
        weight: 2,
        ..TEMPLATE
    },
    Template {
        word: "aggregate",
        row: "aggregate",
        kind: "aggregate",
        signature: "(integer)",
        needs: &[SCHEMA],
        create: "CREATE AGGREGATE {self}(integer) (SFUNC = int4pl, STYPE = integer{options})",
        properties: &[
            inline("options", &["", ", INITCOND = '0'", ", INITCOND = '1'", ", PARALLEL = SAFE, COMBINEFUNC = int4pl", ", MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MINITCOND = '0'"]),
            then("comment", &["", "COMMENT ON AGGREGATE {self}(integer) IS 'one'"]),
        ],
        weight: 2,
        ..TEMPLATE
    },
    Template {
        word: "aggregate by function",
        row: "aggregate",
        needs: &[SCHEMA, FUNCTION],
        create: "CREATE AGGREGATE {self}(integer) (SFUNC = int4pl, STYPE = integer, FINALFUNC = {f}{options})",
        properties: &[inline("options", &["", ", FINALFUNC_MODIFY = READ_WRITE"])],
        weight: 2,
        ..TEMPLATE
    },
    Template {
        word: "ordered-set aggregate",
        row: "aggregate",
        needs: &[SCHEMA],
        create: "CREATE AGGREGATE {self}(double precision ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA)",
        weight: 1,
        ..TEMPLATE
    },
    Template {
        word: "supported aggregate",
        row: "aggregate",
        needs: &[SCHEMA],
        create: "CREATE FUNCTION {schema}.support_{id}(internal) RETURNS internal LANGUAGE internal AS 'window_row_number_support';
CREATE AGGREGATE {self}(integer) (SFUNC = int4pl, STYPE = integer{support})",
        properties: &[inline("support", &["", ", SUPPORT = {schema}.support_{id}"])],
        since: 19,
        weight: 2,
        ..TEMPLATE
    },
    Template {
        word: "enum",
        row: "type",
        kind: "enum",
        needs: &[SCHEMA],
        create: "CREATE TYPE {self} AS ENUM ({labels})",
        properties: &[
            inline("labels", &["'a', 'b', 'c'", "'a', 'b'", "'a', 'new', 'b', 'c'", "'c', 'b', 'a'", "'a', 'b', 'c', 'it''s'", "", RENAMED_LABELS]),
            then("comment", &["", "COMMENT ON TYPE {self} IS 'one'"]),
            then("grant", &["", "REVOKE ALL ON TYPE {self} FROM PUBLIC", "GRANT USAGE ON TYPE {self} TO bob"]),
            then("owner", &["", "ALTER TYPE {self} OWNER TO alice"]),
        ],
        ..TEMPLATE
    },
    Template {
        word: "composite",
        row: "type",
        kind: "composite_type",
        needs: &[SCHEMA],
        create: "CREATE TYPE {self} AS (a integer{attributes})",
        properties: &[
            inline("attributes", &["", ", b text", ", b text COLLATE \"C\"", ", b character varying(9)", ", c date, b text"]),
            then("comment", &["", "COMMENT ON TYPE {self} IS 'one'", "COMMENT ON COLUMN {self}.a IS 'one'"]),
        ],
        ..TEMPLATE
    },
    Template {
        word: "domain",
        row: "type",
        kind: "domain",
        needs: &[SCHEMA, FUNCTION],
        create: "CREATE DOMAIN {self} AS {type}{default}{not_null}",
        properties: &[
            inline("type", &["integer", "bigint"]),
            inline("default", &["", " DEFAULT 5", " DEFAULT 6", " DEFAULT {f}(1)"]),
            inline("not_null", &["", " NOT NULL", " CONSTRAINT some_{id} NOT NULL"]),
            then("check", &["", "ALTER DOMAIN {self} ADD CONSTRAINT check_{id} CHECK (VALUE > -3)", "ALTER DOMAIN {self} ADD CONSTRAINT check_{id} CHECK ({f}(VALUE::integer) > -9)", "ALTER DOMAIN {self} ADD CONSTRAINT check_{id} CHECK (VALUE > -9) NOT VALID"]),
            then("comment", &["", "COMMENT ON DOMAIN {self} IS 'one'"]),
            then("grant", &["", "GRANT USAGE ON DOMAIN {self} TO bob"]),
        ],
        ..TEMPLATE
    },
    Template {
        word: "domain over",
        row: "type",
        kind: "domain",
        needs: &[need("of", &["domain", "enum", "composite"]), SCHEMA],
        create: "CREATE DOMAIN {self} AS {of}{array}{rest}",
        properties: &[inline("array", &["", "[]"]), inline("rest", &["", " NOT NULL", " CHECK (VALUE IS NOT NULL)"])],
        ..TEMPLATE
    },
    Template {
        word: "range",
        row: "type",
        kind: "range",
        needs: &[SCHEMA],
        create: "CREATE TYPE {self} AS RANGE (subtype = {of}{options})",
        properties: &[
            inline("of", &["numeric", "integer", "text"]),
            inline("options", &["", ", multirange_type_name = {schema}.many_{id}"]),
            then("comment", &["", "COMMENT ON TYPE {self} IS 'one'"]),
        ],
        ..TEMPLATE
    },
    Template {
        word: "shell",
        row: "type",
        needs: &[SCHEMA],
        create: "CREATE TYPE {self}",
        weight: 1,
        ..TEMPLATE
    },
    Template {
        word: "base type",
        row: "type",
        needs: &[SCHEMA],
        create: "CREATE TYPE {self};
CREATE FUNCTION {schema}.in_{id}(cstring) RETURNS {self} LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION {schema}.out_{id}({self}) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE {self} (INPUT = {schema}.in_{id}, OUTPUT = {schema}.out_{id}, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4{options})",
        properties: &[inline("options", &["", ", CATEGORY = 'N'", ", DEFAULT = '5'"]), then("cast", &["", "CREATE CAST ({self} AS integer) WITHOUT FUNCTION", "CREATE CAST ({self} AS integer) WITHOUT FUNCTION AS ASSIGNMENT"])],
        weight: 1,
        ..TEMPLATE
    },
    Template {
        word: "operators",
        row: "operator, operator class, operator family, cast",
        needs: &[SCHEMA],
        create: "CREATE TYPE {self} AS (a integer, b text);
CREATE FUNCTION {schema}.equal_{id}({self}, {self}) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT {equal}';
CREATE FUNCTION {schema}.hash_{id}({self}) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE OPERATOR {schema}.#@# (LEFTARG = {self}, RIGHTARG = {self}, FUNCTION = {schema}.equal_{id}, COMMUTATOR = OPERATOR({schema}.#@#){options})",
        properties: &[
            inline("equal", &["true", "false"]),
            inline("options", &["", ", HASHES", ", RESTRICT = eqsel, JOIN = eqjoinsel"]),
            then(
                "class",
                &[
                    "",
                    "CREATE OPERATOR FAMILY {schema}.family_{id} USING hash",
                    "CREATE OPERATOR CLASS {schema}.class_{id} DEFAULT FOR TYPE {self} USING hash AS OPERATOR 1 {schema}.#@#, FUNCTION 1 {schema}.hash_{id}({self})",
                    "CREATE OPERATOR FAMILY {schema}.family_{id} USING hash; CREATE OPERATOR CLASS {schema}.class_{id} FOR TYPE {self} USING hash FAMILY {schema}.family_{id} AS OPERATOR 1 {schema}.#@#, FUNCTION 1 {schema}.hash_{id}({self})",
                ],
            ),
            then("cast", &["", "CREATE CAST ({self} AS integer) WITH FUNCTION {schema}.hash_{id}({self}) AS ASSIGNMENT", "CREATE CAST ({self} AS integer) WITH FUNCTION {schema}.hash_{id}({self}) AS IMPLICIT"]),
            then("comment", &["", "COMMENT ON OPERATOR {schema}.#@# ({self}, {self}) IS 'one'"]),
        ],
        weight: 3,
        ..TEMPLATE
    },
    Template {
        word: "conversion",
        row: "conversion",
        kind: "conversion",
        needs: &[SCHEMA],
        create: "CREATE {default}CONVERSION {self} FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
        properties: &[inline("default", &["", "DEFAULT "]), then("comment", &["", "COMMENT ON CONVERSION {self} IS 'one'"])],
        weight: 1,
        ..TEMPLATE
    },
    Template {
        word: "collation",
        row: "collation",
        kind: "collation",
        needs: &[SCHEMA],
        create: "CREATE COLLATION {self} (locale = {locale})",
        properties: &[inline("locale", &["'C'", "'POSIX'"]), then("comment", &["", "COMMENT ON COLLATION {self} IS 'one'"])],
        weight: 2,
        ..TEMPLATE
    },
    Template {
        word: "text search",
        row: "text search",
        needs: &[SCHEMA],
        create: "CREATE TEXT SEARCH DICTIONARY {schema}.words_{id} (TEMPLATE = simple{options});
CREATE TEXT SEARCH CONFIGURATION {self} ({from})",
        properties: &[
            inline("options", &[", STOPWORDS = english", "", ", ACCEPT = false"]),
            inline("from", &["COPY = simple", "PARSER = \"default\""]),
            then(
                "mapping",
                &["", "ALTER TEXT SEARCH CONFIGURATION {self} ALTER MAPPING FOR word WITH {schema}.words_{id}", "ALTER TEXT SEARCH CONFIGURATION {self} DROP MAPPING IF EXISTS FOR word", "ALTER TEXT SEARCH CONFIGURATION {self} ALTER MAPPING FOR word WITH {schema}.words_{id}, simple"],
            ),
            then("comment", &["", "COMMENT ON TEXT SEARCH CONFIGURATION {self} IS 'one'"]),
        ],
        weight: 2,
        ..TEMPLATE
    },
    Template {
        word: "text search template",
        row: "text search",
        needs: &[SCHEMA],
        create: "CREATE TEXT SEARCH TEMPLATE {self} (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH PARSER {schema}.parser_{id} (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype{headline})",
        properties: &[inline("headline", &["", ", HEADLINE = prsd_headline"])],
        weight: 1,
        ..TEMPLATE
    },
    Template {
        word: "wrapper",
        row: "foreign data",
        kind: "foreign_data_wrapper",
        scope: Scope::Database,
        create: "CREATE FOREIGN DATA WRAPPER {name}{options}",
        properties: &[inline("options", &["", " OPTIONS (a 'b')", " OPTIONS (a 'c', d 'e')", " NO HANDLER NO VALIDATOR"]), then("grant", &["", "GRANT USAGE ON FOREIGN DATA WRAPPER {name} TO bob"])],
        weight: 0,
        ..TEMPLATE
    },
    Template {
        word: "connecting wrapper",
        row: "foreign data",
        scope: Scope::Database,
        needs: &[SCHEMA],
        create: "CREATE FUNCTION {in}.connect_{id}(oid, oid, internal) RETURNS text LANGUAGE c AS '$libdir/postgres_fdw', 'postgres_fdw_connection';
CREATE FOREIGN DATA WRAPPER {name}{connection}",
        properties: &[
            inline("connection", &[" CONNECTION {in}.connect_{id}", "", " NO CONNECTION"]),
            then(
                "subscription",
                &["", "CREATE SERVER server_{id} FOREIGN DATA WRAPPER {name}; CREATE USER MAPPING FOR PUBLIC SERVER server_{id}; CREATE SUBSCRIPTION sub_{id} SERVER server_{id} PUBLICATION p WITH (connect = false, slot_name = NONE)"],
            ),
        ],
        since: 19,
        weight: 1,
        ..TEMPLATE
    },
    Template {
        word: "server",
        row: "foreign data",
        kind: "foreign_server",
        scope: Scope::Database,
        needs: &[need("w", &["wrapper"])],
        create: "CREATE SERVER {name}{type}{version} FOREIGN DATA WRAPPER {w}{options}",
        properties: &[
            inline("type", &["", " TYPE 'one'"]),
            inline("version", &["", " VERSION '1'", " VERSION '2'"]),
            inline("options", &["", " OPTIONS (host 'it''s')", " OPTIONS (host 'b', port '5')"]),
            then("mapping", &["", "CREATE USER MAPPING FOR PUBLIC SERVER {name}", "CREATE USER MAPPING FOR alice SERVER {name} OPTIONS (\"user\" 'x')", "CREATE USER MAPPING FOR CURRENT_USER SERVER {name}"]),
            then("comment", &["", "COMMENT ON SERVER {name} IS 'one'"]),
            then("grant", &["", "GRANT USAGE ON FOREIGN SERVER {name} TO bob"]),
        ],
        weight: 3,
        ..TEMPLATE
    },
    Template {
        word: "access method",
        row: "access method",
        kind: "",
        scope: Scope::Database,
        needs: &[need("in", &["public"])],
        create: "CREATE ACCESS METHOD {name} TYPE TABLE HANDLER heap_tableam_handler",
        properties: &[then("table", &["", "CREATE TABLE {in}.stored_{id} (a integer) USING {name}"]), then("comment", &["", "COMMENT ON ACCESS METHOD {name} IS 'one'"])],
        weight: 1,
        ..TEMPLATE
    },
    Template {
        word: "language",
        row: "procedural language",
        kind: "language",
        scope: Scope::Database,
        create: "CREATE {trusted}LANGUAGE {name} HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator",
        properties: &[inline("trusted", &["TRUSTED ", ""]), then("comment", &["", "COMMENT ON LANGUAGE {name} IS 'one'"]), then("grant", &["", "GRANT USAGE ON LANGUAGE {name} TO bob"])],
        weight: 1,
        ..TEMPLATE
    },
    Template {
        word: "transform",
        row: "transform",
        scope: Scope::Schema,
        needs: &[SCHEMA],
        create: "CREATE FUNCTION {self}(internal) RETURNS internal LANGUAGE internal STRICT IMMUTABLE AS 'varchar_support'",
        properties: &[then("transform", &["", "CREATE TRANSFORM FOR varchar LANGUAGE plpgsql (FROM SQL WITH FUNCTION {self}(internal))"])],
        weight: 1,
        ..TEMPLATE
    },
];
