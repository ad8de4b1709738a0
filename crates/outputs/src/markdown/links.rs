//! Where everything that is written about stands, and links to it.

use std::collections::HashMap;

use pgplumb_catalog::{Kind, ObjectId};

use super::escape;
use crate::model::Model;
use crate::names::{Distinct, file_stem, slug};

/// How the reference is laid out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Layout {
    /// Everything in one file.
    Single,
    /// An index, and a file for each schema.
    PerSchema,
}

/// The anchor of every object and the file of every schema.
pub(crate) struct Links {
    layout: Layout,
    index: String,
    folder: String,
    files: HashMap<String, String>,
    anchors: HashMap<ObjectId, String>,
    types: HashMap<String, ObjectId>,
}

impl Links {
    /// Gives anchors to what the reference has a place for. `file` is the index's name.
    pub(crate) fn new(model: &Model<'_>, layout: Layout, file: &str) -> Self {
        let stem = file.strip_suffix(".md").unwrap_or(file);
        let folder = stem.rsplit('/').next().unwrap_or(stem);
        let mut links = Self {
            layout,
            index: file.rsplit('/').next().unwrap_or(file).to_owned(),
            folder: folder.to_owned(),
            files: HashMap::new(),
            anchors: HashMap::new(),
            types: HashMap::new(),
        };
        let (mut files, mut anchors) = (Distinct::default(), Distinct::default());
        for schema in &model.schemas {
            links.files.insert(schema.to_string(), files.name(file_stem(schema)));
            let anchor = anchors.name(format!("schema-{}", slug(schema)));
            links.anchors.insert(ObjectId::global(Kind::Schema, schema.clone()), anchor);
        }
        for object in model.catalog.objects() {
            let id = object.id();
            let Some(schema) = &id.schema else { continue };
            let word = id.kind.key();
            let anchor = anchors.name(format!("{word}-{}-{}", slug(schema), slug(&id.name)));
            if matches!(
                id.kind,
                Kind::Enum | Kind::Domain | Kind::CompositeType | Kind::Range | Kind::BaseType
            ) || is_relation(id.kind)
            {
                links.types.insert(id.path(), id.clone());
            }
            links.anchors.insert(id, anchor);
        }
        links
    }

    /// The path of a schema's file below the folder of the index.
    pub(crate) fn schema_file(&self, schema: &str) -> String {
        format!("{}/{}.md", self.folder, self.files.get(schema).map_or(schema, String::as_str))
    }

    /// The `<a id>` that marks an object's place.
    pub(crate) fn anchor(&self, id: &ObjectId) -> String {
        self.anchors.get(id).map(|anchor| format!("<a id=\"{anchor}\"></a>")).unwrap_or_default()
    }

    /// The address of an object's place as seen from the file of a schema, or from the index.
    pub(crate) fn address(&self, from: Option<&str>, id: &ObjectId) -> Option<String> {
        let anchor = self.anchors.get(id)?;
        let schema = if id.kind == Kind::Schema { Some(&id.name) } else { id.schema.as_ref() };
        Some(format!("{}#{anchor}", self.file(from, schema.map(|s| &**s))))
    }

    /// The address of a section of the index as seen from the file of a schema, or from the index.
    pub(crate) fn section(&self, from: Option<&str>, anchor: &str) -> String {
        format!("{}#{anchor}", self.file(from, None))
    }

    /// The address of a file as seen from another, empty for the same one.
    fn file(&self, from: Option<&str>, to: Option<&str>) -> String {
        if self.layout == Layout::Single || from == to {
            return String::new();
        }
        let stem = |schema: &str| self.files.get(schema).map_or_else(|| file_stem(schema), Clone::clone);
        match (from, to) {
            (None, Some(schema)) => format!("{}/{}.md", escape::address(&self.folder), stem(schema)),
            (Some(_), Some(schema)) => format!("{}.md", stem(schema)),
            (_, None) => format!("../{}", escape::address(&self.index)),
        }
    }

    /// A link to an object whose text is its name as code; the name alone where there is no such place.
    pub(crate) fn object(&self, from: Option<&str>, here: &str, id: &ObjectId) -> String {
        let name = match &id.schema {
            Some(schema) if **schema != *here => escape::code(&format!("{schema}.{}", id.name)),
            _ => escape::code(&id.name),
        };
        self.link(from, id, name)
    }

    /// A link with a text of its own.
    pub(crate) fn link(&self, from: Option<&str>, id: &ObjectId, text: String) -> String {
        match self.address(from, id) {
            Some(address) => format!("[{text}]({address})"),
            None => text,
        }
    }

    /// A type as SQL writes it, linked to where it is explained, if that is in the reference.
    pub(crate) fn sql_type(&self, from: Option<&str>, sql: &str) -> String {
        let text = escape::code(sql);
        let element = sql.trim_end_matches("[]");
        match self.types.get(element).or_else(|| self.types.get(element.split('(').next().unwrap_or(element)))
        {
            Some(id) => self.link(from, id, text),
            None => text,
        }
    }
}

/// Whether something has columns.
fn is_relation(kind: Kind) -> bool {
    matches!(kind, Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView)
}
