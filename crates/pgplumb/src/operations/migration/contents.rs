//! Renders the files of a migration in the layout of its tool.

use pgplumb_catalog::sql::{comment, comment_lines};

use super::{MigrationFile, StatementGroup};
use crate::sources::files::Tree;
use crate::sources::migrations::Layout;

/// The contents of a migration.
pub(super) struct Contents<'a> {
    pub number: &'a str,
    pub slug: &'a str,
    pub up: &'a StatementGroup,
    pub down: &'a StatementGroup,
    /// What the steps back do not restore.
    pub remarks: &'a [String],
}

impl Contents<'_> {
    /// The files of the migration. `tree` has the existing migrations.
    pub fn files(&self, layout: Layout, tree: &Tree) -> Vec<MigrationFile> {
        match layout {
            Layout::Dbmate => self.dbmate(),
            Layout::Goose => self.goose(),
            Layout::SqlMigrate => self.sql_migrate(),
            Layout::NodePgMigrate => self.single_file(format!(
                "-- Up Migration\n{}\n-- Down Migration\n{}",
                sql(self.up),
                self.undo()
            )),
            Layout::GolangMigrate => self.file_pair(sql(self.up), self.undo()),
            Layout::Sqlx => self.sqlx(tree),
            Layout::Flyway => self.flyway(),
            Layout::Diesel => self.diesel(),
            Layout::Prisma => vec![MigrationFile {
                path: format!("{}_{}/migration.sql", self.number, self.slug),
                text: self.with_undo_comment(),
            }],
            Layout::Supabase | Layout::Plain | Layout::Graphile => self.single_file(self.with_undo_comment()),
        }
    }

    fn single_file(&self, text: String) -> Vec<MigrationFile> {
        vec![MigrationFile { path: format!("{}_{}.sql", self.number, self.slug), text }]
    }

    fn file_pair(&self, up: String, down: String) -> Vec<MigrationFile> {
        let file = |direction: &str, text: String| MigrationFile {
            path: format!("{}_{}.{direction}.sql", self.number, self.slug),
            text,
        };
        vec![file("up", up), file("down", down)]
    }

    /// The SQL of the steps back, with the remarks.
    fn undo(&self) -> String {
        self.with_remarks(sql(self.down))
    }

    fn with_remarks(&self, sql: String) -> String {
        format!("{}{sql}", comments(self.remarks))
    }

    /// The SQL, with the steps back as a comment.
    fn with_undo_comment(&self) -> String {
        format!("{}{}", sql(self.up), undo_comment(self.down, self.remarks))
    }

    fn dbmate(&self) -> Vec<MigrationFile> {
        let option =
            |group: &StatementGroup| if group.outside_transaction { " transaction:false" } else { "" };
        self.single_file(format!(
            "-- migrate:up{}\n{}\n-- migrate:down{}\n{}",
            option(self.up),
            sql(self.up),
            option(self.down),
            self.undo()
        ))
    }

    fn goose(&self) -> Vec<MigrationFile> {
        let option = match self.up.outside_transaction || self.down.outside_transaction {
            true => "-- +goose NO TRANSACTION\n",
            false => "",
        };
        self.single_file(format!(
            "{option}-- +goose Up\n{}\n-- +goose Down\n{}",
            sql_with_markers(self.up, "-- +goose"),
            self.with_remarks(sql_with_markers(self.down, "-- +goose"))
        ))
    }

    fn sql_migrate(&self) -> Vec<MigrationFile> {
        let option = |group: &StatementGroup| if group.outside_transaction { " notransaction" } else { "" };
        self.single_file(format!(
            "-- +migrate Up{}\n{}\n-- +migrate Down{}\n{}",
            option(self.up),
            sql_with_markers(self.up, "-- +migrate"),
            option(self.down),
            self.with_remarks(sql_with_markers(self.down, "-- +migrate"))
        ))
    }

    /// One file, or one for each direction, as the existing migrations.
    fn sqlx(&self, tree: &Tree) -> Vec<MigrationFile> {
        let option =
            |group: &StatementGroup| if group.outside_transaction { "-- no-transaction\n" } else { "" };
        let is_pair = |path: &str| path.contains(".up.sql");
        let is_simple = tree.files().any(|file| file.sql().is_some() && !is_pair(file.path))
            && !tree.files().any(|file| is_pair(file.path));
        match is_simple {
            true => self.single_file(format!("{}{}", option(self.up), self.with_undo_comment())),
            false => self.file_pair(
                format!("{}{}", option(self.up), sql(self.up)),
                format!("{}{}", option(self.down), self.undo()),
            ),
        }
    }

    fn flyway(&self) -> Vec<MigrationFile> {
        let mut files = Vec::new();
        for (prefix, group, sql) in [("V", self.up, sql(self.up)), ("U", self.down, self.undo())] {
            let path = format!("{prefix}{}__{}.sql", self.number, self.slug);
            let mut configuration = String::new();
            if group.outside_transaction {
                configuration.push_str("executeInTransaction=false\n");
            }
            if sql.contains("${") {
                configuration.push_str("placeholderReplacement=false\n");
            }
            if !configuration.is_empty() {
                files.push(MigrationFile { path: format!("{path}.conf"), text: configuration });
            }
            files.push(MigrationFile { path, text: sql });
        }
        files
    }

    fn diesel(&self) -> Vec<MigrationFile> {
        let file = |name: &str, text: String| MigrationFile {
            path: format!("{}_{}/{name}", self.number, self.slug),
            text,
        };
        let mut files = vec![file("up.sql", sql(self.up)), file("down.sql", self.undo())];
        if self.up.outside_transaction || self.down.outside_transaction {
            files.push(file("metadata.toml", "run_in_transaction = false\n".to_owned()));
        }
        files
    }
}

fn sql(group: &StatementGroup) -> String {
    group.statements.iter().map(|statement| format!("{statement};\n")).collect()
}

/// Marks statements that contain semicolons, for tools that split files at every semicolon.
fn sql_with_markers(group: &StatementGroup, marker: &str) -> String {
    let one = |statement: &String| match statement.contains(';') {
        true => format!("{marker} StatementBegin\n{statement};\n{marker} StatementEnd\n"),
        false => format!("{statement};\n"),
    };
    group.statements.iter().map(one).collect()
}

fn comments(lines: &[String]) -> String {
    lines.iter().map(|line| comment(line) + "\n").collect()
}

/// The steps back as a comment, for layouts without a place for them.
fn undo_comment(down: &StatementGroup, remarks: &[String]) -> String {
    if down.statements.is_empty() {
        return String::new();
    }
    format!("\n-- To undo it:\n{}{}", comments(remarks), comment_lines(sql(down).trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_a_comment() {
        let undo = StatementGroup {
            outside_transaction: false,
            statements: vec!["DROP TABLE \"x\r\\! touch PWN #\"\npgplumb: ignore".to_owned()],
        };
        let remark = "The data of table y\r\\! touch PWN # is not restored.".to_owned();
        let text = undo_comment(&undo, &[remark]);
        assert!(!text.contains('\r'), "{text:?}");
        assert!(text.lines().all(|line| line.is_empty() || line.starts_with("--")), "{text:?}");
        assert!(!text.contains("-- pgplumb:"), "{text:?}");
    }
}
