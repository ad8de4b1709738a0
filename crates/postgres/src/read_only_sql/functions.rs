//! Which functions a statement may call.

use std::collections::BTreeSet;

use serde::Deserialize;

/// The first OID of objects that users create (`FirstNormalObjectId`).
pub const FIRST_USER_OID: u32 = 16384;

/// Volatile built-in functions that change nothing outside of the session.
pub(super) const HARMLESS: &[(u32, &str)] = &[
    (274, "timeofday"),
    (315, "pg_jit_available"),
    (817, "current_query"),
    (1065, "pg_prepared_xact"),
    (1371, "pg_lock_status"),
    (1598, "random"),
    (2168, "pg_database_size"),
    (2286, "pg_total_relation_size"),
    (2322, "pg_tablespace_size"),
    (2323, "pg_tablespace_size"),
    (2324, "pg_database_size"),
    (2325, "pg_relation_size"),
    (2332, "pg_relation_size"),
    (2561, "pg_blocking_pids"),
    (2649, "clock_timestamp"),
    (2849, "pg_current_wal_lsn"),
    (2852, "pg_current_wal_insert_lsn"),
    (2997, "pg_table_size"),
    (2998, "pg_indexes_size"),
    (3037, "pg_stat_get_xact_numscans"),
    (3038, "pg_stat_get_xact_tuples_returned"),
    (3039, "pg_stat_get_xact_tuples_fetched"),
    (3040, "pg_stat_get_xact_tuples_inserted"),
    (3041, "pg_stat_get_xact_tuples_updated"),
    (3042, "pg_stat_get_xact_tuples_deleted"),
    (3043, "pg_stat_get_xact_tuples_hot_updated"),
    (3044, "pg_stat_get_xact_blocks_fetched"),
    (3045, "pg_stat_get_xact_blocks_hit"),
    (3046, "pg_stat_get_xact_function_calls"),
    (3047, "pg_stat_get_xact_function_total_time"),
    (3048, "pg_stat_get_xact_function_self_time"),
    (3313, "bernoulli"),
    (3314, "system"),
    (3330, "pg_current_wal_flush_lsn"),
    (3423, "pg_partition_tree"),
    (3425, "pg_partition_ancestors"),
    (3432, "gen_random_uuid"),
    (3810, "pg_is_in_recovery"),
    (3820, "pg_last_wal_receive_lsn"),
    (3821, "pg_last_wal_replay_lsn"),
    (3830, "pg_last_xact_replay_timestamp"),
    (4032, "pg_sequence_last_value"),
    (6212, "random_normal"),
    (6214, "pg_stat_get_io"),
    (6215, "array_shuffle"),
    (6216, "array_sample"),
    (6318, "pg_get_wait_events"),
    (6339, "random"),
    (6340, "random"),
    (6341, "random"),
    (6427, "pg_get_sequence_data"),
    (6428, "uuidv4"),
    (6429, "uuidv7"),
    (6430, "uuidv7"),
    (6431, "random"),
    (6432, "random"),
    (6433, "random"),
];

/// Stable or immutable built-in functions that do more than compute: they execute a query, call
/// functions that only their arguments tell, assign a transaction ID, or check the source of a function.
pub(super) const HARMFUL: &[(u32, &str)] = &[
    (2246, "fmgr_internal_validator"),
    (2247, "fmgr_c_validator"),
    (2248, "fmgr_sql_validator"),
    (2923, "table_to_xml"),
    (2926, "table_to_xmlschema"),
    (2929, "table_to_xml_and_xmlschema"),
    (2933, "schema_to_xml"),
    (2934, "schema_to_xmlschema"),
    (2935, "schema_to_xml_and_xmlschema"),
    (2936, "database_to_xml"),
    (2937, "database_to_xmlschema"),
    (2938, "database_to_xml_and_xmlschema"),
    (2943, "txid_current"),
    (5028, "satisfies_hash_partition"),
    (5059, "pg_current_xact_id"),
    (6210, "pg_input_is_valid"),
    (6211, "pg_input_error_info"),
];

/// Extensions without stable or immutable functions that execute SQL or read files.
const KNOWN_EXTENSIONS: &[&str] = &[
    "btree_gin",
    "btree_gist",
    "citext",
    "cube",
    "earthdistance",
    "fuzzystrmatch",
    "hstore",
    "intarray",
    "isn",
    "ltree",
    "pg_trgm",
    "pgcrypto",
    "seg",
    "unaccent",
    "uuid-ossp",
    "vector",
];

/// Functions that the user allows in addition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedFunctions {
    functions: BTreeSet<String>,
    extensions: BTreeSet<String>,
}

impl AllowedFunctions {
    /// Parses names: `schema.function` for all functions with that name, and `extension:name` for
    /// the immutable and stable functions of an extension.
    ///
    /// # Errors
    /// The first name that has neither form.
    pub fn parse<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let mut allowed = Self::default();
        for name in names {
            match (name.strip_prefix("extension:"), name.split_once('.')) {
                (Some(extension), _) if !extension.is_empty() => {
                    allowed.extensions.insert(extension.to_owned());
                }
                (None, Some((schema, function)))
                    if !schema.is_empty() && !function.is_empty() && !function.contains('(') =>
                {
                    allowed.functions.insert(name.to_owned());
                }
                _ => return Err(name.to_owned()),
            }
        }
        Ok(allowed)
    }
}

/// A function as the catalog describes it.
#[derive(Clone, Debug, Deserialize)]
pub struct Function {
    pub oid: u32,
    /// Schema and name, without quotes.
    pub name: String,
    pub volatility: String,
    pub language: String,
    /// Whether the role that created the cluster, or another superuser, owns it.
    pub is_of_superuser: bool,
    pub extension: Option<String>,
    /// Whether it is a support function or a cast of a type, which only superusers can write in C.
    pub is_of_type: bool,
    /// Whether an argument has the type `cstring`, as input functions have. Such a function can
    /// convert to any type whose OID it gets, and execute the checks of domains.
    pub takes_cstring: bool,
}

impl Function {
    /// Why a statement may not call the function; `None` if it may.
    pub fn refusal(&self, allowed: &AllowedFunctions) -> Option<String> {
        let Self { name, .. } = self;
        let is_in = |list: &[(u32, &str)]| list.iter().any(|(oid, _)| *oid == self.oid);
        let is_volatile = self.volatility == "v";
        let is_compiled = matches!(self.language.as_str(), "c" | "internal");
        if allowed.functions.contains(name) || (self.is_of_type && is_compiled) {
            return None;
        }
        if self.takes_cstring {
            return Some(format!("{name} converts text to a type that only its arguments tell"));
        }
        if self.oid < FIRST_USER_OID {
            return match (is_volatile, self.is_of_superuser) {
                (_, false) => Some(format!("{name} does not belong to a superuser")),
                (true, true) if !is_in(HARMLESS) => {
                    Some(format!("{name} is volatile, so it may have side effects"))
                }
                (false, true) if is_in(HARMFUL) => Some(format!("{name} does more than compute a value")),
                _ => None,
            };
        }
        match &self.extension {
            Some(extension) if allowed.extensions.contains(extension) && !is_volatile => None,
            Some(extension) if KNOWN_EXTENSIONS.contains(&extension.as_str()) => {
                let is_plain = self.is_of_superuser && (is_compiled || self.language == "sql");
                (is_volatile || !is_plain).then(|| format!("{name} may have side effects"))
            }
            Some(extension) => Some(format!(
                "{name} belongs to extension {extension}; its functions are not known to be free of side effects"
            )),
            None => {
                Some(format!("{name} is a user-defined function, and pgplumb does not look into functions"))
            }
        }
    }
}
