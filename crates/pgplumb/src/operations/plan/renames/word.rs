//! A rename as it is asked for, and why it cannot be.

use std::fmt;
use std::str::FromStr;

use pgplumb_catalog::ObjectId;

use crate::operations::find::NotFound;

/// A rename as it is asked for: `public.users=accounts`, `public.users.name=full_name`, `type:app.mood=feeling`, `public.mood.sad=unhappy`.
///
/// What stands before the equals sign names an object of the database as every command understands it, or a label of an enum; what stands behind it is
/// its new name, alone or with the same before it, or with another schema where it is to be in that: `public.users=app.accounts`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenameWord {
    pub(super) from: String,
    pub(super) to: String,
}

/// A text that asks for no rename.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{0}` is no rename: write OLD=NEW, as in public.users=accounts or public.users.name=full_name")]
pub struct BadRename(String);

impl FromStr for RenameWord {
    type Err = BadRename;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, to) = text.rsplit_once('=').ok_or_else(|| BadRename(text.to_owned()))?;
        let (from, to) = (from.trim(), to.trim());
        // What the name is in may stand before both.
        let path = from.split_once(':').map_or(from, |(_, path)| path);
        let holder = path.rfind('.').map_or("", |dot| &path[..=dot]);
        let to = to.strip_prefix(holder).unwrap_or(to);
        match from.is_empty() || to.is_empty() {
            true => Err(BadRename(text.to_owned())),
            false => Ok(Self { from: from.to_owned(), to: to.to_owned() }),
        }
    }
}

impl fmt::Display for RenameWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.from, self.to)
    }
}

/// Why something cannot be renamed as it is asked for.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadRenames {
    /// Neither name is known.
    #[error("--rename {word}: {error}, nor is anything in its place called {}", word.to)]
    Unknown {
        /// What was asked for.
        word: RenameWord,
        /// Why.
        error: NotFound,
    },
    /// Several things have the name.
    #[error(
        "--rename {word}: {} may be any of {}: write which, as in {}={}",
        word.from,
        candidates.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        candidates.first().map(ToString::to_string).unwrap_or_default(),
        word.to
    )]
    Ambiguous {
        /// What was asked for.
        word: RenameWord,
        /// The things.
        candidates: Vec<ObjectId>,
    },
    /// The desired state has nothing of the new name.
    #[error("--rename {word}: the desired state has no {} {}", to.kind, to.path())]
    Undesired {
        /// What was asked for.
        word: RenameWord,
        /// The new name.
        to: ObjectId,
    },
    /// Both names are taken.
    #[error("--rename {word}: the database has a {} {} already", to.kind, to.path())]
    Taken {
        /// What was asked for.
        word: RenameWord,
        /// The new name.
        to: ObjectId,
    },
    /// It is not among what is managed.
    #[error("--rename {word}: {} {} is not among what the plan is about", from.kind, from.path())]
    Unmanaged {
        /// What was asked for.
        word: RenameWord,
        /// The old name.
        from: ObjectId,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_name_may_say_where_it_is() {
        let read = |text: &str| text.parse::<RenameWord>().map(|word| word.to_string());
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
