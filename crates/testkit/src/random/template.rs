//! Templates of objects: the grammar of random schemas.

/// A kind of object that a random schema can have, with all properties that a change can change.
///
/// Placeholders in its SQL:
/// - `{self}`: the object's name, quoted and, unless it belongs to another object, qualified;
/// - `{name}`: the name, quoted; `{schema}`: the schema, quoted; `{id}`: its number;
/// - `{slot}`: the name of a needed object, as its own `{self}`; `{slot.name}`, `{slot.schema}`;
/// - `{property}`: the value of a property;
/// - `{items}`: the columns, each after a comma.
///
/// After an exclamation mark (`{!self}`), the text is quoted as a literal.
pub struct Template {
    /// Identifies it among the templates.
    pub word: &'static str,
    /// The row of FEATURES.md that it belongs to.
    pub row: &'static str,
    /// The kind as in an object's identity (`table`) if it can be renamed, otherwise empty.
    pub kind: &'static str,
    /// The arguments, for kinds that are identified by them: `(integer)`.
    pub signature: &'static str,
    /// Where its name lives.
    pub scope: Scope,
    /// The objects that it needs. If it belongs to another object, that is the first.
    pub needs: &'static [Need],
    /// The statement that creates it, or the text within the statement of the first needed object.
    pub create: &'static str,
    /// Its properties.
    pub properties: &'static [Property],
    /// The first major version that has it.
    pub since: u32,
    /// The last major version for which it is generated.
    pub until: u32,
    /// How often it is chosen, compared with others; 0 if only other objects create it.
    pub weight: usize,
}

/// Where the name of an object lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// In a schema, which is its first need that is a schema.
    Schema,
    /// In the database.
    Database,
    /// In the first needed object, with its own statement: a constraint.
    Within,
    /// In the first needed object, as a part of its statement: a column.
    Item,
    /// It has no name.
    None,
}

/// An object that another needs.
pub struct Need {
    /// The placeholder.
    pub slot: &'static str,
    /// The templates that suit.
    pub words: &'static [&'static str],
    /// The slot of an object that it must belong to.
    pub within: &'static str,
}

/// A property with its possible values. The first value is the usual one.
pub struct Property {
    /// The placeholder.
    pub name: &'static str,
    /// The values. A value that begins with `17: ` is for that version and later ones.
    pub values: &'static [&'static str],
    /// Whether values are statements that follow the object's own.
    pub is_statement: bool,
}

/// A template without anything, for the rest of a literal.
pub const TEMPLATE: Template = Template {
    word: "",
    row: "",
    kind: "",
    signature: "",
    scope: Scope::Schema,
    needs: &[],
    create: "",
    properties: &[],
    since: 0,
    until: u32::MAX,
    weight: 4,
};

/// A needed object of one of these templates.
pub const fn need(slot: &'static str, words: &'static [&'static str]) -> Need {
    Need { slot, words, within: "" }
}

/// A needed object that belongs to the object in another slot.
pub const fn part(slot: &'static str, words: &'static [&'static str], within: &'static str) -> Need {
    Need { slot, words, within }
}

/// A property within the statement that creates the object.
pub const fn inline(name: &'static str, values: &'static [&'static str]) -> Property {
    Property { name, values, is_statement: false }
}

/// A property that further statements set.
pub const fn then(name: &'static str, values: &'static [&'static str]) -> Property {
    Property { name, values, is_statement: true }
}

/// The schema of an object.
pub const SCHEMA: Need = need("in", &["public", "schema"]);

impl Template {
    /// Whether it is generated for a major version.
    pub fn is_for(&self, major: u32) -> bool {
        (self.since..=self.until).contains(&major)
    }
}

impl Property {
    /// The text of a value, if a version has it.
    pub fn value(&self, at: usize, major: u32) -> Option<&'static str> {
        let text = self.values[at];
        match text.split_once(": ").and_then(|(since, text)| Some((since.parse::<u32>().ok()?, text))) {
            Some((since, text)) => (since <= major).then_some(text),
            None => Some(text),
        }
    }
}
