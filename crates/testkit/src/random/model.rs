//! A random schema as a model, which changes can change and which is printed as SQL.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::code::RENAMED_LABELS;
use super::template::{Scope, Template};

/// An object of a random schema.
#[derive(Clone)]
pub struct Object {
    /// Identifies it in both schemas of a change.
    pub id: usize,
    /// What it is.
    pub template: &'static Template,
    /// The name, unquoted.
    pub name: String,
    /// The chosen value of each property.
    pub choices: Vec<usize>,
    /// The needed objects, one for each slot of the template.
    pub needs: Vec<usize>,
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
            && self.template.word == other.template.word
            && self.name == other.name
            && self.choices == other.choices
            && self.needs == other.needs
    }
}

/// A random schema.
#[derive(Clone, PartialEq)]
pub struct Schema {
    /// The major version of PostgreSQL that it is for.
    pub major: u32,
    /// Its objects, in any order.
    pub objects: Vec<Object>,
    /// A number that no object has had.
    pub next: usize,
}

/// SQL, and the object and property that each part of it is for.
#[derive(Default)]
pub struct Script {
    /// The statements.
    pub sql: String,
    origins: Vec<(Range<usize>, usize, Option<usize>)>,
    lines: usize,
}

impl Script {
    fn push(&mut self, sql: &str, object: usize, property: Option<usize>) {
        let count = sql.matches('\n').count() + 1;
        self.origins.push((self.lines..self.lines + count, object, property));
        self.lines += count;
        self.sql.push_str(sql);
        self.sql.push('\n');
    }

    /// The object and property that the statement on a line, counted from 0, belongs to.
    pub fn origin(&self, line: usize) -> Option<(usize, Option<usize>)> {
        let found = self.origins.iter().find(|(lines, ..)| lines.contains(&line));
        found.map(|(_, object, property)| (*object, *property))
    }
}

impl Schema {
    /// The object with this number.
    pub fn get(&self, id: usize) -> Option<&Object> {
        self.objects.iter().find(|object| object.id == id)
    }

    /// The object with this number.
    pub fn get_mut(&mut self, id: usize) -> Option<&mut Object> {
        self.objects.iter_mut().find(|object| object.id == id)
    }

    /// Removes an object and everything that needs it.
    pub fn remove(&mut self, id: usize) {
        let mut removed = BTreeSet::from([id]);
        loop {
            let more: Vec<usize> = self
                .objects
                .iter()
                .filter(|object| !removed.contains(&object.id))
                .filter(|object| object.needs.iter().any(|need| removed.contains(need)))
                .map(|object| object.id)
                .collect();
            if more.is_empty() {
                break;
            }
            removed.extend(more);
        }
        self.objects.retain(|object| !removed.contains(&object.id));
    }

    /// The objects in an order in which each comes after those that it needs, without the items,
    /// which are parts of other statements. `None` if they need each other in a circle.
    fn order(&self) -> Option<Vec<&Object>> {
        let mut nodes: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for object in &self.objects {
            let node = self.statement_of(object.id);
            let needed = object.needs.iter().map(|need| self.statement_of(*need));
            nodes.entry(node).or_default().extend(needed.filter(|need| *need != node));
        }
        let mut ordered = Vec::new();
        let mut done = BTreeSet::new();
        while done.len() < nodes.len() {
            let is_ready =
                |(id, needed): &(&usize, &BTreeSet<usize>)| !done.contains(*id) && needed.is_subset(&done);
            let ready = *nodes.iter().find(is_ready)?.0;
            done.insert(ready);
            ordered.push(self.get(ready)?);
        }
        Some(ordered)
    }

    /// The object whose statement creates an object.
    fn statement_of(&self, id: usize) -> usize {
        match self.get(id) {
            Some(object) if object.template.scope == Scope::Item => object.needs[0],
            _ => id,
        }
    }

    /// The rows of FEATURES.md that its objects and their properties belong to.
    pub fn rows(&self) -> Vec<&'static str> {
        let mut rows: Vec<&str> =
            self.objects.iter().flat_map(|object| object.template.row.split(", ")).collect();
        for object in &self.objects {
            for (property, choice) in object.template.properties.iter().zip(&object.choices) {
                match property.name {
                    "comment" if *choice > 0 => rows.push("comment"),
                    "grant" if *choice > 0 => rows.push("privileges"),
                    _ => {}
                }
            }
        }
        rows
    }

    /// Whether it can be printed: nothing needs itself, and no name is used twice.
    pub fn is_consistent(&self) -> bool {
        let mut names = BTreeSet::new();
        let is_new = |object: &Object| {
            let at = match object.template.scope {
                Scope::Schema => self.schema_of(object),
                Scope::Within | Scope::Item => object.needs.first().copied(),
                Scope::Database => None,
                Scope::None => return true,
            };
            names.insert((at, object.name.clone()))
        };
        self.objects.iter().all(is_new)
            && self.objects.iter().all(|object| object.needs.iter().all(|need| self.get(*need).is_some()))
            && self.order().is_some()
    }

    /// The statements that create it. With the old schema, marks say what was renamed.
    ///
    /// # Panics
    /// If it is not consistent.
    pub fn script(&self, old: Option<&Self>) -> Script {
        let mut script = Script::default();
        for object in self.order().expect("a consistent schema") {
            let mut text = self.expand(object, object.template.create, old);
            if !text.is_empty() {
                if let Some(mark) = self.mark(object, old) {
                    text = format!("{mark}\n{text}");
                }
                script.push(&format!("{text};"), object.id, None);
            }
            let items = self.items(object.id);
            for object in std::iter::once(object).chain(items) {
                for (at, property) in object.template.properties.iter().enumerate() {
                    let value = property.value(object.choices[at], self.major).unwrap_or_default();
                    if property.is_statement && !value.is_empty() {
                        script.push(&format!("{};", self.expand(object, value, old)), object.id, Some(at));
                    }
                }
            }
        }
        script
    }

    fn items(&self, of: usize) -> impl Iterator<Item = &Object> {
        self.objects.iter().filter(move |it| it.template.scope == Scope::Item && it.needs[0] == of)
    }

    fn mark(&self, object: &Object, old: Option<&Self>) -> Option<String> {
        let (from, to) = self.renamed(object, old?)?;
        (!from.contains('\n') && !to.is_empty()).then(|| format!("-- pgplumb: renamed from {from}"))
    }

    /// The old and new name of a renamed object, as a mark has them.
    fn renamed(&self, object: &Object, old: &Self) -> Option<(String, String)> {
        let before = old.get(object.id)?;
        if object.template.kind.is_empty() || before.template.word != object.template.word {
            return None;
        }
        let moved = match object.template.scope {
            Scope::Schema => self.schema_of(object) != old.schema_of(before),
            _ => false,
        };
        match moved {
            true => Some((old.own_name(before), self.own_name(object))),
            false => (before.name != object.name).then(|| (quoted(&before.name), quoted(&object.name))),
        }
    }

    /// The renames between two schemas: identities of the objects before and after.
    pub fn renames(&self, old: &Self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for object in &self.objects {
            if self.renamed(object, old).is_some()
                && let Some(before) = old.get(object.id)
                && (object.template.scope != Scope::Item && object.template.scope != Scope::Within
                    || before.needs[0] == object.needs[0])
            {
                all.push((old.identity(before), self.identity(object)));
            }
        }
        all
    }

    /// The renamed labels of enums: the identity of each enum before, and the label before and after.
    pub fn label_renames(&self, old: &Self) -> Vec<(String, &'static str, &'static str)> {
        let labels = |schema: &Self, object: &Object| {
            let at = object.template.properties.iter().position(|property| property.name == "labels")?;
            object.template.properties[at].value(object.choices[at], schema.major)
        };
        let is_renamed = |(before, after): &(&Object, &Object)| {
            before.template.word == after.template.word
                && labels(old, before) == Some("'a', 'b', 'c'")
                && labels(self, after) == Some(RENAMED_LABELS)
        };
        let pairs = self.objects.iter().filter_map(|after| Some((old.get(after.id)?, after)));
        pairs.filter(is_renamed).map(|(before, _)| (old.identity(before), "b", "renamed")).collect()
    }

    /// The identity of an object as pgplumb writes it: `table:public.users`.
    pub fn identity(&self, object: &Object) -> String {
        let template = object.template;
        let name = match template.signature {
            "" => quoted(&object.name),
            signature => format!("{}{signature}", plain_or_quoted(&object.name)),
        };
        match template.scope {
            Scope::Schema => format!("{}:{}.{name}", template.kind, self.schema_name(object)),
            Scope::Within | Scope::Item => {
                let holder = self.get(object.needs[0]).expect("a holder");
                let holder_name = quoted(&holder.name);
                match template.kind {
                    "index" => format!("index:{}.{name}", self.schema_name(holder)),
                    kind => format!("{kind}:{}.{holder_name}.{name}", self.schema_name(holder)),
                }
            }
            Scope::Database | Scope::None => format!("{}:{name}", template.kind),
        }
    }

    fn schema_of(&self, object: &Object) -> Option<usize> {
        let slot = object.template.needs.iter().position(|need| need.slot == "in")?;
        object.needs.get(slot).copied()
    }

    fn schema_name(&self, object: &Object) -> String {
        self.schema_of(object)
            .and_then(|id| self.get(id))
            .map_or_else(String::new, |schema| quoted(&schema.name))
    }

    /// The name by which other statements refer to an object.
    pub fn own_name(&self, object: &Object) -> String {
        match object.template.scope {
            Scope::Schema => format!("{}.{}", self.schema_name(object), quoted(&object.name)),
            _ => quoted(&object.name),
        }
    }

    fn expand(&self, object: &Object, text: &str, old: Option<&Self>) -> String {
        let mut result = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            result.push_str(before);
            let found = after.split_once('}').and_then(|(word, after)| {
                let value = match word.strip_prefix('!') {
                    Some(word) => format!("'{}'", self.value_of(object, word, old)?.replace('\'', "''")),
                    None => self.value_of(object, word, old)?,
                };
                Some((value, after))
            });
            match found {
                Some((value, after)) => {
                    result.push_str(&value);
                    rest = after;
                }
                None => {
                    result.push('{');
                    rest = after;
                }
            }
        }
        result.push_str(rest);
        result
    }

    /// The text for a placeholder, if it is one.
    fn value_of(&self, object: &Object, word: &str, old: Option<&Self>) -> Option<String> {
        match word {
            "self" => return Some(self.own_name(object)),
            "name" => return Some(quoted(&object.name)),
            "schema" => return Some(self.schema_name(object)),
            "id" => return Some(object.id.to_string()),
            "items" => {
                let item = |item: &Object| {
                    let mark = self.mark(item, old).map(|mark| format!("\n    {mark}"));
                    let text = self.expand(item, item.template.create, old);
                    format!(",{}\n    {text}", mark.unwrap_or_default())
                };
                return Some(self.items(object.id).map(item).collect());
            }
            _ => {}
        }
        let (slot, part) = word.split_once('.').unwrap_or((word, ""));
        if let Some(at) = object.template.needs.iter().position(|need| need.slot == slot) {
            let needed = self.get(object.needs[at])?;
            return match part {
                "" => Some(self.own_name(needed)),
                _ => self.value_of(needed, part, old),
            };
        }
        let at = object.template.properties.iter().position(|property| property.name == word)?;
        let value = object.template.properties[at].value(object.choices[at], self.major)?;
        Some(self.expand(object, value, old))
    }
}

/// A name, always quoted.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A name, quoted only if SQL needs it.
fn plain_or_quoted(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_lowercase() || c == '_';
    let is_simple = name.starts_with(is_plain) && name.chars().all(|c| is_plain(c) || c.is_ascii_digit());
    match is_simple && !["select", "table", "timestamp", "bit"].contains(&name) {
        true => name.to_owned(),
        false => quoted(name),
    }
}
