//! A rename as requested on the command line, and its errors.

use std::fmt;
use std::str::FromStr;

use pgplumb_catalog::ObjectId;

use crate::operations::find::NotFound;

/// A requested rename: `public.users=accounts`, `public.users.name=full_name`,
/// `type:app.mood=feeling`, `public.mood.sad=unhappy`.
///
/// The text before the equals sign names an object of the database in the usual notation, or a
/// label of an enum. The text after it is the new name: alone, with the same qualification, or with
/// another schema to move the object there: `public.users=app.accounts`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenameRequest {
    pub(super) from: String,
    pub(super) to: String,
}

/// A text that is not a rename request.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "`{0}` is not a rename: write OLD=NEW, for example public.users=accounts or public.users.name=full_name"
)]
pub struct ParseRenameError(String);

impl FromStr for RenameRequest {
    type Err = ParseRenameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, to) = text.rsplit_once('=').ok_or_else(|| ParseRenameError(text.to_owned()))?;
        let (from, to) = (from.trim(), to.trim());
        // Both names may have the same qualification.
        let path = from.split_once(':').map_or(from, |(_, path)| path);
        let holder = path.rfind('.').map_or("", |dot| &path[..=dot]);
        let to = to.strip_prefix(holder).unwrap_or(to);
        match from.is_empty() || to.is_empty() {
            true => Err(ParseRenameError(text.to_owned())),
            false => Ok(Self { from: from.to_owned(), to: to.to_owned() }),
        }
    }
}

impl fmt::Display for RenameRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.from, self.to)
    }
}

/// Why a requested rename is not possible.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RenameRequestError {
    /// Neither name exists.
    #[error("--rename {request}: {error}, and neither does {}", request.to)]
    Unknown {
        /// The request.
        request: RenameRequest,
        /// Why the old name was not found.
        error: NotFound,
    },
    /// More than one object has the old name.
    #[error(
        "--rename {request}: {} is ambiguous between {}: write the kind, for example {}={}",
        request.from,
        candidates.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        candidates.first().map(ToString::to_string).unwrap_or_default(),
        request.to
    )]
    Ambiguous {
        /// The request.
        request: RenameRequest,
        /// The objects.
        candidates: Vec<ObjectId>,
    },
    /// The desired state has no object with the new name.
    #[error("--rename {request}: the desired state has no {} {}", to.kind, to.visible_path())]
    NotDesired {
        /// The request.
        request: RenameRequest,
        /// The new name.
        to: ObjectId,
    },
    /// The new name is already taken.
    #[error("--rename {request}: the database already has a {} {}", to.kind, to.visible_path())]
    NameTaken {
        /// The request.
        request: RenameRequest,
        /// The new name.
        to: ObjectId,
    },
    /// Two objects are declared as renamed from the same object.
    #[error(
        "{} {} cannot be renamed to both {} and {}: remove one of the renames",
        from.kind,
        from.visible_path(),
        to[0].visible_path(),
        to[1].visible_path()
    )]
    RenamedTwice {
        /// The old name.
        from: ObjectId,
        /// The new names.
        to: Box<[ObjectId; 2]>,
    },
    /// The plan does not cover the object.
    #[error("--rename {request}: the plan does not cover {} {}", from.kind, from.visible_path())]
    NotManaged {
        /// The request.
        request: RenameRequest,
        /// The old name.
        from: ObjectId,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_name_may_be_qualified() {
        let read = |text: &str| text.parse::<RenameRequest>().map(|request| request.to_string());
        assert_eq!(read("app.users=app.accounts").as_deref(), Ok("app.users=accounts"));
        assert_eq!(
            read("column:app.users.name = app.users.\"full.name\"").as_deref(),
            Ok("column:app.users.name=\"full.name\"")
        );
        assert_eq!(read("app.mood.sad=un.happy").as_deref(), Ok("app.mood.sad=un.happy"));
        assert_eq!(read("users=accounts").as_deref(), Ok("users=accounts"));
        assert_eq!(read("app.users=people.users").as_deref(), Ok("app.users=people.users"));
        assert!(read("app.users=app.").is_err() && read("users=").is_err());
    }
}
