//! What is to have another name: as it is asked for, as files say it, as it follows from that.

mod following;
mod meaning;
mod word;

use pgplumb_catalog::pattern::Selection;
use pgplumb_catalog::{Catalog, Kind, ObjectId, Rename};
use pgplumb_compare::{Names, Options, Renaming, align, compare, with_name};

pub use following::{following, going_with};
pub use word::{BadRename, BadRenames, RenameWord};

use meaning::{Known, Wanted, level, plain, qualified, wanted};

use super::super::marks::{At, Said, Says};

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
