//! Hand-written files in different styles. Files that are up to date have no findings; each change
//! in the database has one finding, at the right line, and the update fixes it there.

use std::fs;
use std::path::Path;

use pgplumb_catalog::Catalog;
use pgplumb_outputs::python::compare::{Options, compare};
use pgplumb_outputs::python::update::update;
use pgplumb_outputs::python::{Driver, PythonFile};
use pgplumb_outputs::report::Finding;
use pgplumb_testkit::{Server, newest};

use super::common;
use super::tools::Python;

/// The files with their driver and schema.
const STYLES: [(&str, Driver, &str); 7] = [
    ("typed_dicts.py", Driver::Json, "schema"),
    ("data_classes.py", Driver::Psycopg, "schema"),
    ("pydantic_2.py", Driver::Psycopg, "schema"),
    ("pydantic_1.py", Driver::Asyncpg, "schema"),
    ("sqlalchemy_2.py", Driver::Json, "schema"),
    ("sqlmodel_0.py", Driver::Json, "schema"),
    ("inheritance.py", Driver::Json, "inheritance"),
];

fn catalog(schema: &str) -> Catalog {
    let database = Server::shared(newest().major).create_database();
    database.psql(&file(&format!("{schema}.sql")).text);
    common::read(&database)
}

fn file(name: &str) -> PythonFile {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/styles").join(name);
    PythonFile { path: name.to_owned(), text: fs::read_to_string(path).unwrap(), is_definition_only: false }
}

fn message(finding: &Finding) -> &str {
    match finding {
        Finding::Schema { message: Some(message), .. } => message,
        other => panic!("{other:?}"),
    }
}

/// A change in the database.
pub struct Mutation {
    pub name: String,
    pub catalog: Catalog,
    /// Text of the finding's message.
    message: String,
    /// The column or label that the finding's line contains; `None` for the line of the class.
    line_of: Option<String>,
}

/// All single changes of a catalog's labels and columns.
pub fn mutations(before: &Catalog) -> Vec<Mutation> {
    let mut all = Vec::new();
    let mut add = |name: String, message: String, line_of: Option<&str>, change: &dyn Fn(&mut Catalog)| {
        let mut catalog = before.clone();
        change(&mut catalog);
        all.push(Mutation { name, catalog, message, line_of: line_of.map(str::to_owned) });
    };
    for (at, source) in before.enums.iter().enumerate() {
        for (label_at, label) in source.labels.iter().enumerate() {
            let message = format!("but not in the database: {label}");
            add(format!("{} without {label}", source.name), message, Some(label), &|catalog| {
                catalog.enums[at].labels.remove(label_at);
            });
            add(
                format!("{} with a label before {label}", source.name),
                "labels missing in ".to_owned(),
                None,
                &|c| {
                    c.enums[at].labels.insert(label_at, "in review".into());
                },
            );
        }
    }
    for (at, table) in before.tables.iter().enumerate() {
        for (column_at, column) in table.columns.iter().enumerate() {
            let name = &column.column_name;
            let column_name = format!("{}.{name}", table.name);
            add(format!("{column_name} dropped"), format!("column {name}: in "), Some(name), &|catalog| {
                catalog.tables[at].columns.remove(column_at);
            });
            for (sql, nullable) in [("text", false), ("timestamp with time zone", true)] {
                add(
                    format!("{column_name} followed by a {sql} column"),
                    "column added: missing in ".to_owned(),
                    None,
                    &|c| {
                        let mut new = c.tables[at].columns[column_at].clone();
                        new.column_name = "added".into();
                        new.sql_type = sql.into();
                        new.is_nullable.0 = nullable;
                        c.tables[at].columns.insert(column_at + 1, new);
                    },
                );
            }
            if &**name != "id" {
                let difference = if column.is_nullable() { "not nullable in" } else { "nullable in" };
                add(
                    format!("{column_name} nullability"),
                    format!("column {name}: {difference}"),
                    Some(name),
                    &|catalog| {
                        let nullable = &mut catalog.tables[at].columns[column_at].is_nullable.0;
                        *nullable = !*nullable;
                    },
                );
            }
            let other = if &*column.sql_type == "boolean" { "integer" } else { "boolean" };
            add(format!("{column_name} {other}"), format!("column {name}: type "), Some(name), &|catalog| {
                catalog.tables[at].columns[column_at].sql_type = other.into();
            });
        }
    }
    all
}

#[test]
fn files_in_all_styles_are_up_to_date() {
    for (name, driver, schema) in STYLES {
        let catalog = catalog(schema);
        let options = Options { driver, ..Options::default() };
        let compared = compare(&catalog, &[file(name)], &options);
        assert!(compared.invalid_files.is_empty() && compared.notes.is_empty(), "{name}: {compared:?}");
        let found: Vec<&str> = compared.findings.iter().map(message).collect();
        assert!(found.is_empty(), "{name}: {found:#?}");
        let complete = Options { complete: true, ..options.clone() };
        assert!(compare(&catalog, &[file(name)], &complete).findings.is_empty(), "{name}");
        assert_eq!(
            update(&catalog, &[file(name)], &options, &|_| false).unwrap().files[0].text,
            file(name).text
        );
    }
}

#[test]
fn every_mutation_is_found_at_its_line_and_fixed_there() {
    let python = Python::found();
    let (mut tried, mut fixed, mut problems) = (0, 0, Vec::new());
    for (name, driver, schema) in STYLES {
        let mutations = mutations(&catalog(schema));
        let options = Options { driver, ..Options::default() };
        let original = file(name);
        let folder = python.as_ref().map(Python::folder);
        for (index, mutation) in mutations.iter().enumerate() {
            tried += 1;
            match check_mutation(&original, mutation, &options) {
                Ok(None) => {}
                Ok(Some(text)) => {
                    fixed += 1;
                    if let Some(folder) = &folder {
                        fs::write(folder.path().join(format!("m{index}.py")), text).unwrap();
                    }
                }
                Err(problem) => problems.push(format!("{name}: {}: {problem}", mutation.name)),
            }
        }
        if let (Some(python), Some(folder)) = (&python, &folder) {
            problems.extend(python.run(folder, IMPORT, &[]).err().map(|error| format!("{name}: {error}")));
        }
    }
    assert!(problems.is_empty(), "{} of {tried}:\n{}", problems.len(), problems.join("\n"));
    assert!(tried >= 200 && fixed * 10 >= tried * 7, "{fixed} of {tried}");
}

/// Imports every module of a folder independently of the others.
const IMPORT: &str = r#"
import glob, pathlib, sys, traceback
failed = 0
for name in sorted(glob.glob("m*.py")):
    if "sqlmodel" in sys.modules:
        sys.modules["sqlmodel"].SQLModel.metadata.clear()
        sys.modules["sqlmodel"].SQLModel._sa_registry.dispose()
    try:
        sys.modules[name] = module = type(sys)(name)
        exec(compile(pathlib.Path(name).read_bytes(), name, "exec"), module.__dict__)
        if "sqlalchemy.orm" in sys.modules:
            sys.modules["sqlalchemy.orm"].configure_mappers()
    except Exception:
        failed += 1
        print(name, traceback.format_exc(limit=-1))
sys.exit(failed > 0)
"#;

/// Compares and updates a file after a mutation. Returns the updated file if everything was fixed,
/// or an error if the mutation was not handled as expected.
fn check_mutation(
    file: &PythonFile,
    mutation: &Mutation,
    options: &Options,
) -> Result<Option<String>, String> {
    let files = std::slice::from_ref(file);
    let found = compare(&mutation.catalog, files, options).findings;
    let [finding] = found.as_slice() else {
        return Err(format!("{} findings: {:?}", found.len(), found.iter().map(message).collect::<Vec<_>>()));
    };
    if !message(finding).contains(&mutation.message) {
        return Err(format!("the message is {:?}", message(finding)));
    }
    let line = finding.location().and_then(|l| l.line).ok_or("no line")? as usize;
    let text = file.text.lines().nth(line - 1).ok_or("no such line")?;
    let is_right = match &mutation.line_of {
        Some(name) => text.to_lowercase().contains(name.as_str()),
        None => ["class ", " = TypedDict(", " = Literal["].iter().any(|word| text.contains(word)),
    };
    if !is_right {
        return Err(format!("line {line} is {text:?}"));
    }
    let updated = update(&mutation.catalog, files, options, &|_| false).map_err(|error| error.to_string())?;
    let (new, remaining) = (&updated.files[0].text, updated.remaining.len());
    if remaining > 1 || remaining == 1 && *new != file.text || remaining == 0 && *new == file.text {
        return Err(format!("{remaining} findings remain after\n{}", difference(&file.text, new).join("\n")));
    }
    let changed = difference(&file.text, new);
    let (imports, others): (Vec<&String>, Vec<&String>) =
        changed.iter().partition(|line| line.contains("import "));
    let added = others.iter().filter(|line| line.starts_with('+')).count();
    // One line is added or changed, and possibly the line before it, which needs a comma.
    let max_added = 1 + usize::from(others.iter().any(|line| line.ends_with(',')));
    if added > max_added || added > 0 && others.len() > 2 * max_added || imports.len() > 4 {
        return Err(format!("changes\n{}", changed.join("\n")));
    }
    let again =
        update(&mutation.catalog, &updated.files, options, &|_| false).map_err(|error| error.to_string())?;
    if again.files[0].text != *new {
        return Err("a second update changes the file again".to_owned());
    }
    Ok((remaining == 0).then(|| new.clone()))
}

/// The removed and added lines between two texts.
fn difference(old: &str, new: &str) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    // The longest common subsequence, line by line.
    let mut longest = vec![vec![0_u32; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i][j] = match old[i] == new[j] {
                true => longest[i + 1][j + 1] + 1,
                false => longest[i + 1][j].max(longest[i][j + 1]),
            };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || i < old.len() && longest[i + 1][j] >= longest[i][j + 1] {
            lines.push(format!("-{}", old[i]));
            i += 1;
        } else {
            lines.push(format!("+{}", new[j]));
            j += 1;
        }
    }
    lines
}
