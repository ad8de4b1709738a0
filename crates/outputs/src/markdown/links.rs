//! Anchors of objects, files of schemas, and links to them.

use std::collections::HashMap;

use pgplumb_catalog::{Kind, ObjectId};

use super::escape;
use crate::model::Model;
use crate::slug::{UniqueNames, file_stem, slug};

/// How the reference is divided into files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Layout {
    /// Everything in one file.
    Single,
    /// An index and a file for each schema.
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
    /// Assigns anchors to the objects of the reference. `file` is the path of the index.
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
        let (mut files, mut anchors) = (UniqueNames::default(), UniqueNames::default());
        for schema in &model.schemas {
            links.files.insert(schema.to_string(), files.claim(file_stem(schema)));
            let anchor = anchors.claim(format!("schema-{}", slug(schema)));
            links.anchors.insert(ObjectId::global(Kind::Schema, schema.clone()), anchor);
        }
        for object in model.catalog.objects() {
            let id = object.id();
            let Some(schema) = &id.schema else { continue };
            let word = id.kind.key();
            let anchor = anchors.claim(format!("{word}-{}-{}", slug(schema), slug(&id.name)));
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

    /// The path of a schema's file, relative to the folder of the index.
    pub(crate) fn schema_file(&self, schema: &str) -> String {
        format!("{}/{}.md", self.folder, self.files.get(schema).map_or(schema, String::as_str))
    }

    /// The `<a id>` element of an object.
    pub(crate) fn anchor(&self, id: &ObjectId) -> String {
        self.anchors.get(id).map(|anchor| format!("<a id=\"{anchor}\"></a>")).unwrap_or_default()
    }

    /// The address of an object, relative to the file of a schema or, for `None`, to the index.
    pub(crate) fn address(&self, from: Option<&str>, id: &ObjectId) -> Option<String> {
        let anchor = self.anchors.get(id)?;
        let schema = if id.kind == Kind::Schema { Some(&id.name) } else { id.schema.as_ref() };
        Some(format!("{}#{anchor}", self.file(from, schema.map(|s| &**s))))
    }

    /// The address of a section of the index, relative to the file of a schema or to the index.
    pub(crate) fn section(&self, from: Option<&str>, anchor: &str) -> String {
        format!("{}#{anchor}", self.file(from, None))
    }

    /// The address of a file relative to another, empty for the same file.
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

    /// A link with the object's name as text; only the name if the object has no anchor.
    pub(crate) fn object(&self, from: Option<&str>, here: &str, id: &ObjectId) -> String {
        let name = match &id.schema {
            Some(schema) if **schema != *here => escape::code(&format!("{schema}.{}", id.name)),
            _ => escape::code(&id.name),
        };
        self.link(from, id, name)
    }

    /// A link with this text; only the text if the object has no anchor.
    pub(crate) fn link(&self, from: Option<&str>, id: &ObjectId, text: String) -> String {
        match self.address(from, id) {
            Some(address) => format!("[{text}]({address})"),
            None => text,
        }
    }

    /// A type in SQL syntax, linked to its description if the reference has one.
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

/// Whether objects of this kind have columns.
fn is_relation(kind: Kind) -> bool {
    matches!(kind, Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView)
}
