//! Names of helper objects, which a plan renames or drops before it ends.
//!
//! A name depends on the object's name only, so a later plan recognizes what an interrupted one
//! left.

use sha2::{Digest, Sha256};

use pgplumb_catalog::{Name, ObjectId};

/// The prefix of new objects that get their own name at the end.
const NEW: &str = "pgplumb_new_";
/// The prefix of old objects that are dropped at the end.
const OLD: &str = "pgplumb_old_";
/// The longest name in bytes that PostgreSQL keeps.
const NAME_BYTES: usize = 63;

/// The temporary name of a new object.
pub(crate) fn helper_name(name: &str) -> Name {
    shortened(NEW, name)
}

/// The temporary name of an old object that another replaces.
pub(crate) fn replaced_name(name: &str) -> Name {
    shortened(OLD, name)
}

/// Whether a name is the temporary name of a new object.
pub fn is_helper(name: &str) -> bool {
    name.starts_with(NEW)
}

/// The name of a setting in which a plan keeps the next number of a column.
pub(crate) fn setting_name(column: &ObjectId) -> String {
    format!("pgplumb.next_{}", digest(&column.to_string()))
}

/// The start of a hash, in hexadecimal digits.
fn digest(text: &str) -> String {
    Sha256::digest(text)[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A prefixed name. Long names are cut and end in a hash, so that different names stay different.
fn shortened(prefix: &str, name: &str) -> Name {
    let whole = format!("{prefix}{name}");
    if whole.len() <= NAME_BYTES {
        return whole.into();
    }
    let tail = format!("_{}", digest(name));
    format!("{}{tail}", &whole[..whole.floor_char_boundary(NAME_BYTES - tail.len())]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_stay_different() {
        let (one, other) = (format!("{}a", "x".repeat(62)), format!("{}b", "x".repeat(62)));
        for named in [helper_name, replaced_name] {
            assert!(named(&one).len() <= NAME_BYTES && named(&one) != named(&other));
            assert!(named(&"é".repeat(31)).len() <= NAME_BYTES);
        }
        assert!(is_helper(&helper_name(&one)) && !is_helper(&replaced_name(&one)));
        assert_eq!(&*helper_name("users_email_key"), "pgplumb_new_users_email_key");
    }
}
