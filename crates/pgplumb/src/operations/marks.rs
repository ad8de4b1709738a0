//! Resolves the `-- pgplumb:` marks of SQL files to objects of the catalog that the files create.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::user_mapping::UserMapping;
use pgplumb_catalog::pattern::Pattern;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId, UNSPECIFIED_ROLE};
use pgplumb_compare::Ignore;
use pgplumb_plan::{GivenSecret, ParseSecretSourceError, SecretSource, bare};
use pgplumb_postgres::load::{Mark, MarkTarget, Member};

use super::load::LoadedCatalog;

/// A mark and the object that it applies to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResolvedMark {
    /// The file and line of the mark.
    pub location: String,
    /// What the mark requests.
    pub directive: Directive,
    /// The object that it applies to.
    pub target: MarkedObject,
}

/// What a mark requests.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Directive {
    /// The object is neither compared nor changed.
    Ignore,
    /// The object was renamed from this name.
    RenamedFrom(String),
    /// A secret of the object comes from here. The name is the option, or the keyword of a
    /// connection string.
    Secret {
        /// The option or keyword; the only secret of the object if absent.
        name: Option<Name>,
        /// Where the secret comes from.
        source: SecretSource,
    },
}

/// The object that a mark applies to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MarkedObject {
    /// An object, or a column, constraint and the like within one.
    Object(ObjectId),
    /// A label of an enum.
    Label {
        /// The enum.
        enumeration: ObjectId,
        /// The label.
        label: String,
    },
}

/// Finds the objects that marks apply to. Also returns warnings about marks that apply to no known
/// object.
pub fn resolve(marks: &[Mark], catalog: &Catalog) -> (Vec<ResolvedMark>, Vec<String>) {
    let (mut all, mut warnings) = (Vec::new(), Vec::new());
    for mark in marks {
        let directive = match directive(&mark.text) {
            Ok(directive) => directive,
            Err(error) => {
                warnings.push(format!("{}: `-- pgplumb: {}`: {error}; ignored it", mark.location, mark.text));
                continue;
            }
        };
        let target = mark.target.as_ref().and_then(|marked| find_target(marked, catalog));
        match (target, directive) {
            (Some(MarkedObject::Label { .. }), Directive::Ignore | Directive::Secret { .. }) | (None, _) => {
                warnings.push(format!(
                    "{}: `-- pgplumb: {}` does not apply to a known object; ignored it",
                    mark.location, mark.text
                ))
            }
            (Some(target), directive) => {
                all.push(ResolvedMark { location: mark.location.clone(), directive, target })
            }
        }
    }
    (all, warnings)
}

/// Why a mark requests nothing.
#[derive(Debug, thiserror::Error)]
enum InvalidMark {
    /// There is no such mark.
    #[error("there is no such mark; write `ignore`, `renamed from NAME` or `secret from SOURCE`")]
    Unknown,
    /// The source of a secret is invalid.
    #[error(transparent)]
    Secret(#[from] ParseSecretSourceError),
}

/// What a mark requests.
fn directive(text: &str) -> Result<Directive, InvalidMark> {
    if text == "ignore" {
        return Ok(Directive::Ignore);
    }
    if let Some(old) = text.strip_prefix("renamed from ") {
        return Ok(Directive::RenamedFrom(old.trim().to_owned()));
    }
    let secret = text.strip_prefix("secret ").ok_or(InvalidMark::Unknown)?;
    let (name, source) = match secret.trim().split_once(char::is_whitespace) {
        Some(("from", source)) => (None, source),
        Some((name, rest)) => {
            let rest =
                rest.trim_start().strip_prefix("from").filter(|rest| rest.starts_with(char::is_whitespace));
            (Some(name.trim_matches('"').into()), rest.ok_or(ParseSecretSourceError)?)
        }
        None => return Err(ParseSecretSourceError.into()),
    };
    Ok(Directive::Secret { name, source: source.trim().parse()? })
}

/// Where the secrets of a source's objects come from. `role` is the role that will execute the SQL
/// of the source.
pub fn secrets(loaded: &LoadedCatalog, role: Option<&Name>) -> Vec<GivenSecret> {
    let given = |mark: &ResolvedMark| {
        let (MarkedObject::Object(object), Directive::Secret { name, source }) =
            (&mark.target, &mark.directive)
        else {
            return None;
        };
        let of_mapping = || loaded.catalog.user_mappings.iter().find(|mapping| mapping.id() == *object);
        let object = match role.and_then(|role| Some((role, of_mapping()?))) {
            Some((role, mapping)) => mapping.clone().for_role(role).id(),
            None => object.clone(),
        };
        Some(GivenSecret { object, name: name.clone(), source: source.clone() })
    };
    loaded.marks.iter().filter_map(given).collect()
}

/// The objects that are not compared: those that marks of a source exclude, and those that the
/// prelude provides, with everything in its schemas.
pub fn ignored(loaded: &LoadedCatalog) -> Vec<Ignore> {
    let provided = loaded.provided.iter().map(|object| match object.kind {
        Kind::Schema => Ignore::Objects(Pattern::exactly(object)),
        _ => Ignore::Marked { object: object.clone(), location: "[scratch] prelude".to_owned() },
    });
    marked(loaded).into_iter().chain(provided).collect()
}

/// The objects that marks of a source exclude from comparing, with their sequences.
pub fn marked(loaded: &LoadedCatalog) -> Vec<Ignore> {
    let mut ignored = Vec::new();
    for mark in loaded.marks.iter().filter(|mark| mark.directive == Directive::Ignore) {
        let MarkedObject::Object(id) = &mark.target else { continue };
        let is_of = |owner: &ObjectId| {
            owner == id
                || owner.schema == id.schema
                    && owner.relation.as_ref() == Some(&id.name)
                    && id.relation.is_none()
        };
        let owned = loaded.catalog.sequences.iter().filter(|s| s.owned_by.as_ref().is_some_and(is_of));
        let ignore = |object: ObjectId| Ignore::Marked { object, location: mark.location.clone() };
        ignored.push(ignore(id.clone()));
        ignored.extend(owned.map(|sequence| ignore(sequence.id())));
    }
    ignored
}

fn find_target(marked: &MarkTarget, catalog: &Catalog) -> Option<MarkedObject> {
    const HOLDING: &[Kind] =
        &[Kind::Table, Kind::ForeignTable, Kind::View, Kind::MaterializedView, Kind::Domain];
    let (name, before) = marked.path.split_last()?;
    let search = |kinds, schema: Option<&String>, name: &str| {
        find_object(kinds, schema.map(String::as_str), name, marked, catalog)
    };
    let is_nested = marked.kinds.iter().any(|kind| kind.is_named_in_relation());
    if let ([Kind::UserMapping], [server]) = (marked.kinds, before) {
        return find_mapping(server, name, catalog).map(MarkedObject::Object);
    }
    let object = match before {
        [.., relation] if is_nested => {
            let schema = before.len().checked_sub(2).map(|at| &before[at]);
            search(HOLDING, schema, relation)?.nested(marked.kinds[0], name.as_str())
        }
        _ => search(marked.kinds, before.last(), name)?,
    };
    Some(match &marked.member {
        None => MarkedObject::Object(object),
        Some(Member::Column(name)) => MarkedObject::Object(object.nested(Kind::Column, name.as_str())),
        Some(Member::Constraint(name)) => {
            MarkedObject::Object(object.nested(Kind::Constraint, name.as_str()))
        }
        Some(Member::Label(label)) => MarkedObject::Label { enumeration: object, label: label.clone() },
    })
}

/// Finds the user mapping of a role, which can be a word such as `PUBLIC` or `CURRENT_USER`.
fn find_mapping(server: &str, role: &str, catalog: &Catalog) -> Option<ObjectId> {
    let is_of = |mapping: &&UserMapping, role: &str| &*mapping.server == server && &*mapping.role == role;
    let current = matches!(role, "user" | "current_user" | "current_role" | "session_user");
    let mut names = [role].into_iter().chain(current.then_some(UNSPECIFIED_ROLE));
    names.find_map(|role| catalog.user_mappings.iter().find(|mapping| is_of(mapping, role))).map(Object::id)
}

/// Finds the object of one of these kinds by name: in the given schema, else in the first schema of
/// the search path that has it, or the only one.
fn find_object(
    kinds: &[Kind],
    schema: Option<&str>,
    name: &str,
    marked: &MarkTarget,
    catalog: &Catalog,
) -> Option<ObjectId> {
    let mut found: Vec<ObjectId> = match kinds {
        [Kind::Index] => {
            let indexes = catalog.indexes().filter(|(_, index)| &*index.index_name == name);
            indexes
                .map(|(schema, index)| ObjectId::local(Kind::Index, schema, index.index_name.clone()))
                .collect()
        }
        _ => {
            let objects = kinds.iter().flat_map(|kind| catalog.of_kind(*kind)).map(Object::id);
            objects.filter(|id| bare(id) == name).collect()
        }
    };
    found.retain(|id| schema.is_none_or(|schema| id.schema.as_deref() == Some(schema)));
    if found.len() > 1
        && let Some(arguments) = marked.argument_count
    {
        found.retain(|id| argument_count(id) == arguments);
    }
    if let [only] = found.as_slice() {
        return Some(only.clone());
    }
    let path = marked.search_path.iter().map(String::as_str).chain(["public"]);
    let in_schema = |schema: &str| {
        let mut those = found.iter().filter(|id| id.schema.as_deref() == Some(schema));
        those.next().filter(|_| those.next().is_none()).cloned()
    };
    path.into_iter().find_map(in_schema)
}

/// The number of arguments in a function's signature.
fn argument_count(id: &ObjectId) -> usize {
    let arguments = id.name.split_once('(').map_or("", |(_, rest)| rest.trim_end_matches(')'));
    match arguments.is_empty() {
        true => 0,
        // Signatures do not contain type modifiers, so every comma separates arguments.
        false => arguments.matches(", ").count() + 1,
    }
}
