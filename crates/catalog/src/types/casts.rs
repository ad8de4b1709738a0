//! Which casts between built-in types exist (`pg_cast`).

use super::SqlType;

/// How `ALTER COLUMN … TYPE` converts values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum CastPath {
    /// By an assignment, without `USING`.
    Assignment,
    /// By an explicit cast.
    Explicit,
    /// By an explicit cast to text, and from text to the new type.
    Text,
}

/// The types that any type is assigned to as text, and that are cast explicitly to any type.
pub(super) const STRINGS: [&str; 5] = ["text", "character varying", "character", "bpchar", "name"];

/// The casts of types that are not strings to types that are not strings: the source, the targets
/// of its implicit and assignment casts, and the targets of its explicit casts.
const CASTS: &[(&str, &[&str], &[&str])] = &[
    ("\"char\"", &[], &["integer"]),
    (
        "bigint",
        &["double precision", "integer", "money", "numeric", "oid", "oid8", "real", "smallint"],
        &["bit"],
    ),
    ("bit", &["bit varying"], &["bigint", "integer"]),
    ("bit varying", &["bit"], &[]),
    ("boolean", &[], &["integer"]),
    ("box", &["polygon"], &["circle", "lseg", "point"]),
    ("cidr", &["inet"], &[]),
    ("circle", &[], &["box", "point", "polygon"]),
    ("date", &["timestamp with time zone", "timestamp without time zone"], &[]),
    ("daterange", &[], &["datemultirange"]),
    ("double precision", &["bigint", "integer", "numeric", "real", "smallint"], &[]),
    ("inet", &["cidr"], &[]),
    ("int4range", &[], &["int4multirange"]),
    ("int8range", &[], &["int8multirange"]),
    (
        "integer",
        &["bigint", "double precision", "money", "numeric", "oid", "oid8", "real", "smallint"],
        &["\"char\"", "bit", "boolean"],
    ),
    ("interval", &["time without time zone"], &[]),
    ("json", &["jsonb"], &[]),
    (
        "jsonb",
        &["json"],
        &["bigint", "boolean", "double precision", "integer", "numeric", "real", "smallint"],
    ),
    ("lseg", &[], &["point"]),
    ("macaddr", &["macaddr8"], &[]),
    ("macaddr8", &["macaddr"], &[]),
    ("money", &["numeric"], &[]),
    ("numeric", &["bigint", "double precision", "integer", "money", "real", "smallint"], &[]),
    ("numrange", &[], &["nummultirange"]),
    ("oid", &["bigint", "integer", "oid8"], &[]),
    ("oid8", &["bigint"], &[]),
    ("path", &["polygon"], &[]),
    ("point", &["box"], &[]),
    ("polygon", &["path"], &["box", "circle", "point"]),
    ("real", &["bigint", "double precision", "integer", "numeric", "smallint"], &[]),
    ("smallint", &["bigint", "double precision", "integer", "numeric", "oid", "oid8", "real"], &[]),
    ("time with time zone", &["time without time zone"], &[]),
    ("time without time zone", &["interval", "time with time zone"], &[]),
    (
        "timestamp with time zone",
        &["date", "time with time zone", "time without time zone", "timestamp without time zone"],
        &[],
    ),
    ("timestamp without time zone", &["date", "time without time zone", "timestamp with time zone"], &[]),
    ("tsrange", &[], &["tsmultirange"]),
    ("tstzrange", &[], &["tstzmultirange"]),
    ("xid8", &[], &["xid"]),
];

/// Whether values of the type are assigned to and from text without a conversion.
pub(super) fn is_string(name: &str) -> bool {
    STRINGS.contains(&name) || is_citext(name)
}

/// Whether it is the type of the extension `citext`, which is stored as text.
pub(super) fn is_citext(name: &str) -> bool {
    name == "citext" || name.ends_with(".citext")
}

/// How values of a type are converted to another type. Both are base types or arrays of them.
pub(super) fn path(from: &SqlType<'_>, to: &SqlType<'_>) -> CastPath {
    if from.is_array != to.is_array {
        return match from.is_array && is_string(&to.name) {
            true => CastPath::Assignment,
            false => CastPath::Text,
        };
    }
    let (from, to) = (&*from.name, &*to.name);
    if from == to || is_string(to) {
        return CastPath::Assignment;
    }
    let casts = CASTS.iter().find(|(source, ..)| *source == from);
    match casts {
        Some((_, assigned, _)) if assigned.contains(&to) => CastPath::Assignment,
        Some((.., explicit)) if explicit.contains(&to) => CastPath::Explicit,
        _ if to == "\"char\"" && is_string(from) && from != "name" => CastPath::Assignment,
        _ if is_string(from) => CastPath::Explicit,
        _ => CastPath::Text,
    }
}
