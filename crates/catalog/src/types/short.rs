//! Short names of types.

/// A type with PostgreSQL's own short name, where it has one: `varchar(20)`, `timestamptz[]`.
pub fn short_type(sql: &str) -> String {
    let base = sql.trim_end_matches("[]");
    match short_type_name(base) {
        Some(short) => format!("{short}{}", &sql[base.len()..]),
        None => sql.to_owned(),
    }
}

/// PostgreSQL's own short name for a type with a multi-word name, which is no array.
pub fn short_type_name(sql: &str) -> Option<String> {
    let digits =
        |text: &str| text.is_empty() || text.bytes().all(|b| b.is_ascii_digit() || b"()".contains(&b));
    let middle = |start: &str, end: &str| {
        sql.strip_prefix(start)?.strip_suffix(end).filter(|modifier| digits(modifier)).map(str::to_owned)
    };
    [
        ("timestamp", " with time zone", "timestamptz"),
        ("timestamp", " without time zone", "timestamp"),
        ("time", " with time zone", "timetz"),
        ("time", " without time zone", "time"),
        ("character varying", "", "varchar"),
        ("character", "", "char"),
        ("bit varying", "", "varbit"),
    ]
    .into_iter()
    .find_map(|(start, end, short)| Some(format!("{short}{}", middle(start, end)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_short_names() {
        for (sql, short) in [
            ("character varying(20)", "varchar(20)"),
            ("timestamp(3) with time zone[]", "timestamptz(3)[]"),
            ("bit varying", "varbit"),
            ("double precision", "double precision"),
            ("public.\"character varying\"", "public.\"character varying\""),
        ] {
            assert_eq!(short_type(sql), short);
        }
    }
}
