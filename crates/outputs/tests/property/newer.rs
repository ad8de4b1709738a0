//! What PostgreSQL 18 and 19 added. The functions add nothing on older versions.

use crate::builder::Builder;

/// Checks that are not enforced, and back.
pub fn enforcement(b: &mut Builder) {
    if b.major < 18 {
        return;
    }
    let (name, table) = (b.name(), b.plain_table());
    let (path, key) = (&table.name, &table.key);
    let (before, after) =
        if b.random.percent(50) { ("", "NOT ENFORCED") } else { ("NOT ENFORCED", "ENFORCED") };
    b.create("constraint", format!("ALTER TABLE {path} ADD CONSTRAINT {name} CHECK ({key} > -5) {before}"));
    if b.major >= 19 {
        b.run(format!("ALTER TABLE {path} ALTER CONSTRAINT {name} {after}"));
    }
}

/// All tables except some, and all sequences.
pub fn publications(b: &mut Builder) {
    if b.major < 19 {
        return;
    }
    let (name, one, other) = (b.name(), b.plain_table(), b.plain_table());
    let except = match b.random.below(3) {
        0 => String::new(),
        1 => format!("EXCEPT (TABLE {})", one.name),
        _ if one.name == other.name => format!("EXCEPT (TABLE ONLY {})", one.name),
        _ => format!("EXCEPT (TABLE ONLY {}, ONLY {})", one.name, other.name),
    };
    let all = match b.random.below(3) {
        0 => "ALL SEQUENCES".to_owned(),
        1 => format!("ALL TABLES {except}"),
        _ => format!("ALL TABLES {except}, ALL SEQUENCES"),
    };
    match b.random.percent(50) {
        true => b.create("publication", format!("CREATE PUBLICATION {name} FOR {all}")),
        false => {
            b.create("publication", format!("CREATE PUBLICATION {name}"));
            b.run(format!("ALTER PUBLICATION {name} SET {all}"));
        }
    }
}

/// Statistics on a virtual column, alone and with other columns and expressions.
pub fn statistics(b: &mut Builder) {
    if b.major < 19 {
        return;
    }
    let ((table, _), (alone, _), (mixed, _)) = (b.local(), b.local(), b.local());
    let (stored, computed) = (b.name(), b.name());
    b.run(format!(
        "CREATE TABLE {table} ({stored} integer, {computed} integer GENERATED ALWAYS AS ({stored} * 2) VIRTUAL)"
    ));
    b.create("statistics object", format!("CREATE STATISTICS {alone} ON {computed} FROM {table}"));
    b.run(format!("CREATE STATISTICS {mixed} (mcv) ON ({stored} % 3), {computed}, {stored} FROM {table}"));
}

/// An aggregate with a planner support function.
pub fn aggregate(b: &mut Builder) {
    if b.major < 19 {
        return;
    }
    let ((name, _), (support, _)) = (b.local(), b.local());
    b.run(format!(
        "CREATE FUNCTION {support}(internal) RETURNS internal LANGUAGE internal AS 'window_row_number_support'"
    ));
    b.create(
        "aggregate",
        format!("CREATE AGGREGATE {name}(integer) (SFUNC = int4pl, STYPE = integer, SUPPORT = {support})"),
    );
}

/// A subscription of a foreign server, whose wrapper has a function for connections.
pub fn subscription(b: &mut Builder) {
    if b.major < 19 {
        return;
    }
    let (connect, _) = b.local();
    let (wrapper, server, name, published) = (b.name(), b.name(), b.name(), b.name());
    b.run(format!(
        "CREATE FUNCTION {connect}(oid, oid, internal) RETURNS text LANGUAGE c AS '$libdir/postgres_fdw', 'postgres_fdw_connection'"
    ));
    b.create("foreign data", format!("CREATE FOREIGN DATA WRAPPER {wrapper} CONNECTION {connect}"));
    b.run(format!("CREATE SERVER {server} FOREIGN DATA WRAPPER {wrapper}"));
    b.run(format!("CREATE USER MAPPING FOR PUBLIC SERVER {server}"));
    let option = match b.random.below(4) {
        0 => "",
        1 => ", retain_dead_tuples, max_retention_duration = 9",
        2 => ", wal_receiver_timeout = '1 min'",
        _ => ", wal_receiver_timeout = 0, origin = none",
    };
    b.create(
        "subscription",
        format!(
            "CREATE SUBSCRIPTION {name} SERVER {server} PUBLICATION {published} WITH (connect = false, slot_name = NONE{option})"
        ),
    );
}
