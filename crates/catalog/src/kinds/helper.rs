//! Names of what is made only to be renamed or dropped before the end of a plan.

use sha2::{Digest, Sha256};

use crate::Name;

/// What the names of helpers begin with.
const PREFIX: &str = "pgplumb_new_";
/// The longest name in bytes that PostgreSQL keeps.
const NAME_BYTES: usize = 63;

/// The name that something bears until it can have its own. It is the same each time, so that a later plan knows what an interrupted one left.
pub(crate) fn helper_name(name: &str) -> Name {
    let whole = format!("{PREFIX}{name}");
    if whole.len() <= NAME_BYTES {
        return whole.into();
    }
    let hash = Sha256::digest(name);
    let tail = format!("_{:02x}{:02x}{:02x}{:02x}", hash[0], hash[1], hash[2], hash[3]);
    format!("{}{tail}", &whole[..whole.floor_char_boundary(NAME_BYTES - tail.len())]).into()
}

/// Whether a name is that of a helper.
pub fn is_helper(name: &str) -> bool {
    name.starts_with(PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_stay_apart() {
        let (one, other) = (format!("{}a", "x".repeat(62)), format!("{}b", "x".repeat(62)));
        assert!(helper_name(&one).len() <= NAME_BYTES && helper_name(&one) != helper_name(&other));
        assert!(helper_name(&"é".repeat(31)).len() <= NAME_BYTES && is_helper(&helper_name(&one)));
        assert_eq!(&*helper_name("users_email_key"), "pgplumb_new_users_email_key");
    }
}
