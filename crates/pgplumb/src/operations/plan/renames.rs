//! What is to have another name: as it is asked for, as files say it, as it follows from that.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use pgplumb_catalog::pattern::Selection;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId, Rename};
use pgplumb_compare::{Names, Options, Renaming, align, compare, with_name};

use super::super::find::{NotFound, everything, find};
use super::super::marks::{At, Said, Says};

/// A rename as it is asked for: `public.users=accounts`, `public.users.name=full_name`, `type:app.mood=feeling`, `public.mood.sad=unhappy`.
///
/// What stands before the equals sign names an object of the database as every command understands it, or a label of an enum; what stands behind it is
/// its new name, with a schema before it where it is to be in another: `public.users=app.accounts`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenameWord {
    from: String,
    to: String,
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

/// Both sides between which things are renamed.
pub struct Between<'a> {
    /// The database.
    pub current: &'a Catalog,
    /// What is desired.
    pub desired: &'a Catalog,
    /// What is managed.
    pub selection: &'a Selection,
}

/// What is still to be renamed: what was done before is not.
pub fn renamings(
    words: &[RenameWord],
    said: &[Said],
    between: &Between<'_>,
) -> Result<Vec<Renaming>, BadRenames> {
    let mut found: Vec<Renaming> = Vec::new();
    let is_said = said.iter().any(|said| matches!(said.says, Says::RenamedFrom(_)));
    if words.is_empty() && !is_said {
        return Ok(found);
    }
    let (has, wants) = (Known::of(between.current), Known::of(between.desired));
    let mut asked: Vec<(&RenameWord, Wanted)> = Vec::new();
    for word in words {
        asked.extend(wanted(word, between.current, &has)?.map(|wanted| (word, wanted)));
    }
    // What holds others first: their names say it.
    asked.sort_by_key(|(_, wanted)| wanted.level());
    let leaving: Vec<ObjectId> = asked
        .iter()
        .filter_map(|(_, wanted)| match wanted {
            Wanted::Object(id) => Some(id.clone()),
            Wanted::Label(..) => None,
        })
        .collect();
    // Names that are swapped are there before and after: it is done when what has them is what is desired to.
    if leaving.len() > 1
        && leaving.iter().all(|id| wants.ids.contains(id))
        && is_as_desired(&leaving, between)
    {
        return Ok(found);
    }
    for (word, wanted) in asked {
        let renaming = asked_for(word, wanted, &found, &wants, between)?;
        if let Renaming::Object(Rename { to, .. }) = &renaming {
            let own = Names(&found).before(to);
            if has.ids.contains(&own) && !leaving.contains(&own) {
                return Err(BadRenames::Taken { word: word.clone(), to: own });
            }
        }
        found.push(renaming);
    }
    let mut marks: Vec<&Said> = said.iter().collect();
    marks.sort_by_key(|said| match &said.at {
        At::Object(id) => level(id),
        At::Label { .. } => 3,
    });
    for said in marks {
        if let Says::RenamedFrom(old) = &said.says
            && let Some(renaming) = marked(old, &said.at, &found, &has, between)
            && !found.contains(&renaming)
        {
            found.push(renaming);
        }
    }
    Ok(found)
}

fn is_as_desired(ids: &[ObjectId], between: &Between<'_>) -> bool {
    let picks = |id: &ObjectId| {
        let is_it = |other: &ObjectId| match &other.relation {
            Some(relation) => other.schema == id.schema && *relation == id.name,
            None => other == id,
        };
        ids.iter().any(is_it)
    };
    let (mut current, mut desired) = (between.current.part(picks), between.desired.part(picks));
    align(&mut current, &mut desired);
    let options = Options { column_order: true, without_state: true, ..Options::default() };
    compare(&current, &desired, &options).is_in_step()
}

/// What is in a catalog.
struct Known {
    ids: HashSet<ObjectId>,
    labels: HashSet<(ObjectId, String)>,
}

impl Known {
    fn of(catalog: &Catalog) -> Self {
        let mut ids: HashSet<ObjectId> = everything(catalog).into_iter().collect();
        for composite in &catalog.composite_types {
            let id = ObjectId::local(Kind::CompositeType, &composite.schema, composite.name.clone());
            ids.extend(composite.attributes.iter().map(|a| id.nested(Kind::Column, a.column_name.clone())));
        }
        let of_enum = |it: &pgplumb_catalog::kinds::enumeration::Enum| {
            let id = ObjectId::local(Kind::Enum, &it.schema, it.name.clone());
            it.labels.iter().map(|label| (id.clone(), label.to_string())).collect::<Vec<_>>()
        };
        Self { ids, labels: catalog.enums.iter().flat_map(of_enum).collect() }
    }
}

/// What a word means in the database.
enum Wanted {
    Object(ObjectId),
    Label(ObjectId, String),
}

impl Wanted {
    fn level(&self) -> usize {
        match self {
            Self::Object(id) => level(id),
            Self::Label(..) => 3,
        }
    }
}

fn level(id: &ObjectId) -> usize {
    match id.kind {
        Kind::Schema => 0,
        Kind::Index => 2,
        _ if id.relation.is_none() => 1,
        _ => 2,
    }
}

/// What a word means; nothing, if it has its new name already.
fn wanted(word: &RenameWord, current: &Catalog, has: &Known) -> Result<Option<Wanted>, BadRenames> {
    let error = match object(current, has, &word.from) {
        Ok(wanted) => return Ok(Some(wanted)),
        Err(NotFound::Ambiguous { candidates, .. }) => {
            return Err(BadRenames::Ambiguous { word: word.clone(), candidates });
        }
        Err(error) => error,
    };
    let head = match word.from.rfind(['.', ':']) {
        Some(_) if qualified(&word.to).0.is_some() => word.from.find(':').map_or("", |at| &word.from[..=at]),
        Some(at) => &word.from[..=at],
        None => "",
    };
    match object(current, has, &format!("{head}{}", word.to)) {
        Ok(_) => Ok(None),
        Err(_) => Err(BadRenames::Unknown { word: word.clone(), error }),
    }
}

/// The object, part or label that a path means.
fn object(catalog: &Catalog, has: &Known, path: &str) -> Result<Wanted, NotFound> {
    const TYPES: [&str; 5] = ["enum", "composite_type", "domain", "range", "base_type"];
    let (is_label, rest) = match path.split_once(':') {
        Some(("label", rest)) => (true, rest),
        Some(("type", rest)) => {
            let mut found = TYPES.iter().filter_map(|kind| find(catalog, &format!("{kind}:{rest}")).ok());
            let unknown = || NotFound::Unknown { name: path.to_owned(), near: Vec::new() };
            return found.next().map(Wanted::Object).ok_or_else(unknown);
        }
        _ => (false, path),
    };
    let found = if is_label { None } else { Some(find(catalog, path)) };
    if let Some(Ok(id)) = found {
        return Ok(Wanted::Object(id));
    }
    let of = rest.rsplit_once('.').and_then(|(of, name)| Some((find(catalog, of).ok()?, name)));
    if let Some((of, name)) = of {
        let label = (of, name.trim_matches('"').to_owned());
        if has.labels.contains(&label) {
            return Ok(Wanted::Label(label.0, label.1));
        }
        let attribute = label.0.nested(Kind::Column, label.1);
        if has.ids.contains(&attribute) {
            return Ok(Wanted::Object(attribute));
        }
    }
    found
        .unwrap_or_else(|| Err(NotFound::Unknown { name: path.to_owned(), near: Vec::new() }))
        .map(Wanted::Object)
}

/// The schema that a name says, if it says one, and the name itself, both as SQL would read them.
fn qualified(name: &str) -> (Option<Name>, String) {
    let mut is_quoted = false;
    let mut dot = None;
    for (at, c) in name.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            '.' if !is_quoted => dot = Some(at),
            _ => {}
        }
    }
    match dot {
        Some(at) => (Some(plain(&name[..at]).into()), plain(&name[at + 1..])),
        None => (None, plain(name)),
    }
}

/// A name as SQL would read it.
fn plain(name: &str) -> String {
    match name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => name.to_lowercase(),
    }
}

fn asked_for(
    word: &RenameWord,
    wanted: Wanted,
    found: &[Renaming],
    wants: &Known,
    between: &Between<'_>,
) -> Result<Renaming, BadRenames> {
    let id = match wanted {
        Wanted::Object(id) => id,
        Wanted::Label(of, from) => {
            let to = word.to.trim_matches(['"', '\'']).to_owned();
            let is_wanted = wants.labels.contains(&(Names(found).of(&of), to.clone()));
            let missing = || of.nested(Kind::Column, to.as_str());
            return match is_wanted {
                true => Ok(Renaming::Label { of, from, to }),
                false => Err(BadRenames::Undesired { word: word.clone(), to: missing() }),
            };
        }
    };
    let to = match (qualified(&word.to), id.relation.is_none() && id.schema.is_some()) {
        ((Some(schema), name), true) => ObjectId { schema: Some(schema), ..with_name(&id, &name) },
        _ => Names(found).within(&with_name(&id, &plain(&word.to))),
    };
    if !between.selection.picks(&id) && !between.selection.picks(&to) {
        return Err(BadRenames::Unmanaged { word: word.clone(), from: id });
    }
    // A schema may hold nothing but what moves with it.
    if !wants.ids.contains(&to) {
        return Err(BadRenames::Undesired { word: word.clone(), to });
    }
    Ok(Renaming::Object(Rename { from: id, to }))
}

/// What a mark asks for, unless that is done or what it is about was made otherwise.
fn marked(old: &str, at: &At, found: &[Renaming], has: &Known, between: &Between<'_>) -> Option<Renaming> {
    match at {
        At::Object(to) => {
            let own = Names(found).before(to);
            let (schema, old) = qualified(old);
            let mut from = with_name(&own, &old);
            if from.schema.is_some() && from.relation.is_none() {
                from.schema = schema.or(from.schema);
            }
            let is_open = has.ids.contains(&from) && !has.ids.contains(&own);
            let is_managed = between.selection.picks(&from) || between.selection.picks(to);
            (is_open && is_managed).then(|| Renaming::Object(Rename { from, to: to.clone() }))
        }
        At::Label { of, label } => {
            let of = Names(found).before(of);
            let old = old.rsplit_once('.').map_or(old, |(_, name)| name);
            let from = old.trim_matches(['"', '\'']).to_owned();
            let has = |label: &str| has.labels.contains(&(of.clone(), label.to_owned()));
            (has(&from) && !has(label)).then(|| Renaming::Label { of: of.clone(), from, to: label.clone() })
        }
    }
}

/// Whether something is lost, or to be seen by others, where it is dropped and made anew under another name.
pub fn is_worth_asking(rename: &Rename) -> bool {
    !matches!(
        rename.from.kind,
        Kind::Constraint | Kind::Index | Kind::Trigger | Kind::Policy | Kind::Rule | Kind::Default
    )
}

/// The renames of objects and their parts.
pub fn of_objects(renamings: &[Renaming]) -> Vec<Rename> {
    let objects = renamings.iter().filter_map(|renaming| match renaming {
        Renaming::Object(rename) => Some(rename.clone()),
        Renaming::Label { .. } => None,
    });
    objects.collect()
}
