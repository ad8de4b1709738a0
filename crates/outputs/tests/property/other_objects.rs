//! Objects that are neither tables nor belong to one.

use crate::builder::Builder;

pub fn function(b: &mut Builder) {
    let (name, _) = b.local();
    let argument = b.name();
    let text = b.literal();
    let sql = match b.random.below(4) {
        0 => "(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1'".to_owned(),
        1 => format!(
            "({argument} integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE STRICT COST 7 AS $body$ BEGIN PERFORM {text}; RETURN 1; END $body$"
        ),
        2 => format!("({argument} integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN {argument} * 2"),
        _ => format!(
            "(IN {argument} integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE BEGIN ATOMIC SELECT CASE WHEN {argument} > 0 THEN 1 ELSE 2 END; END"
        ),
    };
    b.create("function", format!("CREATE FUNCTION {name}{sql}"));
    b.functions.push(name);
}

pub fn trigger_function(b: &mut Builder) {
    let (name, _) = b.local();
    b.create("function", format!("CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path TO '' AS 'BEGIN RETURN NEW; END'"));
    b.trigger_functions.push(name);
}

/// Functions that depend on tables, some of which tables depend on in turn.
pub fn function_of_table(b: &mut Builder) {
    let ((name, _), table) = (b.local(), b.plain_table());
    let (path, key) = (&table.name, &table.key);
    b.create(
        "function",
        format!("CREATE FUNCTION {name}({path}) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'"),
    );
    if b.random.percent(40) {
        let constraint = b.name();
        let row = &table.bare;
        b.run(format!(
            "ALTER TABLE {path} ADD CONSTRAINT {constraint} CHECK ({name}({row}.*) > 0 OR {key} > 0)"
        ));
    }
}

pub fn procedure(b: &mut Builder) {
    let ((name, _), argument, literal) = (b.local(), b.name(), b.literal());
    b.create("procedure", format!("CREATE PROCEDURE {name}(INOUT {argument} text DEFAULT {literal}, VARIADIC r integer[] DEFAULT '{{}}') LANGUAGE plpgsql AS $body$ BEGIN END $body$"));
}

pub fn aggregate(b: &mut Builder) {
    let (name, _) = b.local();
    b.create(
        "aggregate",
        format!("CREATE AGGREGATE {name}(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0')"),
    );
}

pub fn data_type(b: &mut Builder) {
    let (name, _) = b.local();
    match b.random.below(5) {
        0 => {
            let (one, two) = (b.literal(), b.literal());
            let labels = if one == two { one.clone() } else { format!("{one}, {two}") };
            // A label has at most 63 bytes.
            let labels = if one.len().max(two.len()) > 60 { "'a', 'B'".to_owned() } else { labels };
            b.create("type", format!("CREATE TYPE {name} AS ENUM ({labels})"));
        }
        1 => {
            let (field, (data_type, _)) = (b.name(), b.data_type());
            b.create("type", format!("CREATE TYPE {name} AS ({field} {data_type})"));
        }
        2 => {
            let (check, function) = (b.name(), b.function());
            b.create("type", format!("CREATE DOMAIN {name} AS integer DEFAULT 5 CONSTRAINT {check} CHECK ({function}(VALUE) > 0)"));
            let (over, _) = b.local();
            b.run(format!("CREATE DOMAIN {over} AS {name} NOT NULL"));
        }
        3 => b.create("type", format!("CREATE TYPE {name} AS RANGE (subtype = numeric)")),
        _ => b.create("type", format!("CREATE TYPE {name}")),
    }
    if !b.sql.ends_with(&format!("CREATE TYPE {name};\n")) {
        b.types.push((name, "NULL".to_owned()));
    }
}

pub fn operators(b: &mut Builder) {
    let ((pair, schema), (equal, _), (hash, _)) = (b.local(), b.local(), b.local());
    b.run(format!("CREATE TYPE {pair} AS (a integer, b text)"));
    b.run(format!(
        "CREATE FUNCTION {equal}({pair}, {pair}) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'"
    ));
    b.run(format!("CREATE FUNCTION {hash}({pair}) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'"));
    let sign = b.random.pick(&["==", "~=~", "#@#"]);
    b.create("operator", format!("CREATE OPERATOR {schema}.{sign} (LEFTARG = {pair}, RIGHTARG = {pair}, FUNCTION = {equal}, COMMUTATOR = OPERATOR({schema}.{sign}), HASHES)"));
    let ((family, _), (class, _)) = (b.local(), b.local());
    b.create("operator family", format!("CREATE OPERATOR FAMILY {family} USING hash"));
    b.create("operator class", format!("CREATE OPERATOR CLASS {class} DEFAULT FOR TYPE {pair} USING hash FAMILY {family} AS OPERATOR 1 {schema}.{sign}, FUNCTION 1 {hash}({pair})"));
    let (to_text, _) = b.local();
    b.run(format!("CREATE FUNCTION {to_text}({pair}) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'"));
    b.create(
        "cast",
        format!("CREATE CAST ({pair} AS integer) WITH FUNCTION {to_text}({pair}) AS ASSIGNMENT"),
    );
    let ((table, _), index) = (b.local(), b.name());
    b.run(format!("CREATE TABLE {table} (p {pair})"));
    b.run(format!("CREATE INDEX {index} ON {table} USING hash (p)"));
}

pub fn conversion_and_collation(b: &mut Builder) {
    let ((conversion, _), (collation, _)) = (b.local(), b.local());
    b.create(
        "conversion",
        format!("CREATE CONVERSION {conversion} FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8"),
    );
    b.create("collation", format!("CREATE COLLATION {collation} (locale = 'C')"));
    let (table, _) = b.local();
    b.run(format!("CREATE TABLE {table} (a text COLLATE {collation})"));
}

pub fn text_search(b: &mut Builder) {
    let ((dictionary, _), (configuration, _)) = (b.local(), b.local());
    b.run(format!("CREATE TEXT SEARCH DICTIONARY {dictionary} (TEMPLATE = simple, STOPWORDS = english)"));
    b.create("text search", format!("CREATE TEXT SEARCH CONFIGURATION {configuration} (COPY = simple)"));
    b.run(format!(
        "ALTER TEXT SEARCH CONFIGURATION {configuration} ALTER MAPPING FOR word WITH {dictionary}"
    ));
}

pub fn foreign_data(b: &mut Builder) {
    let (wrapper, server, option) = (b.name(), b.name(), b.literal());
    let (table, _) = b.local();
    b.run(format!("CREATE FOREIGN DATA WRAPPER {wrapper}"));
    b.run(format!("CREATE SERVER {server} FOREIGN DATA WRAPPER {wrapper} OPTIONS (host {option})"));
    b.create("foreign data", format!("CREATE FOREIGN TABLE {table} (a integer NOT NULL, b text DEFAULT {option}) SERVER {server} OPTIONS (x {option})"));
}

pub fn publication(b: &mut Builder) {
    let (name, table) = (b.name(), b.plain_table());
    let sql = match b.random.below(2) {
        0 => "FOR ALL TABLES".to_owned(),
        _ if b.major >= 15 => format!("FOR TABLE {} WHERE ({} > 0)", table.name, table.key),
        _ => format!("FOR TABLE {}", table.name),
    };
    b.create("publication", format!("CREATE PUBLICATION {name} {sql} WITH (publish = 'insert')"));
}

pub fn access_method(b: &mut Builder) {
    let name = b.name();
    b.create("access method", format!("CREATE ACCESS METHOD {name} TYPE TABLE HANDLER heap_tableam_handler"));
    let (table, _) = b.local();
    b.run(format!("CREATE TABLE {table} (a integer) USING {name}"));
}

pub fn language(b: &mut Builder) {
    let name = b.name();
    b.create("procedural language", format!("CREATE TRUSTED LANGUAGE {name} HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator"));
}

pub fn transform(b: &mut Builder) {
    let (name, _) = b.local();
    b.run(format!("CREATE FUNCTION {name}(internal) RETURNS internal LANGUAGE internal STRICT IMMUTABLE AS 'varchar_support'"));
    b.create(
        "transform",
        format!("CREATE TRANSFORM FOR varchar LANGUAGE plpgsql (FROM SQL WITH FUNCTION {name}(internal))"),
    );
}

pub fn privileges(b: &mut Builder) {
    let (table, role, schema, function) = (b.plain_table(), b.role(), b.schema(), b.function());
    let option = b.random.maybe(40, " WITH GRANT OPTION").to_owned();
    b.create("privileges", format!("GRANT SELECT, UPDATE ON {} TO {role}{option}", table.name));
    b.run(format!("GRANT INSERT ({}) ON {} TO PUBLIC", table.text, table.name));
    b.run(format!("GRANT USAGE ON SCHEMA {schema} TO {role}"));
    b.run(format!("REVOKE EXECUTE ON FUNCTION {function}(integer) FROM PUBLIC"));
    if b.random.percent(50) {
        let owner = b.role();
        b.run(format!("ALTER TABLE {} OWNER TO {owner}", table.name));
    }
    let grantee = b.random.pick(&["PUBLIC", "bob"]);
    b.run(format!(
        "ALTER DEFAULT PRIVILEGES FOR ROLE alice IN SCHEMA {schema} GRANT SELECT ON TABLES TO {grantee}"
    ));
}

pub fn comment(b: &mut Builder) {
    let (table, text) = (b.table(), b.literal());
    b.create("comment", format!("COMMENT ON TABLE {} IS {text}", table.name));
    b.run(format!("COMMENT ON COLUMN {}.{} IS {text}", table.name, table.text));
    let (function, schema) = (b.function(), b.schema());
    b.run(format!("COMMENT ON FUNCTION {function}(integer) IS {text}"));
    b.run(format!("COMMENT ON SCHEMA {schema} IS {text}"));
}
