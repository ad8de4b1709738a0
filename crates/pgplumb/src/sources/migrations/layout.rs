//! The supported layouts.

/// The file layout of a migration tool.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Layout {
    /// dbmate: `-- migrate:up`
    Dbmate,
    /// golang-migrate: `1_name.up.sql`
    GolangMigrate,
    /// goose: `-- +goose Up`
    Goose,
    /// sql-migrate: `-- +migrate Up`
    SqlMigrate,
    /// node-pg-migrate with SQL migrations: `-- Up Migration`
    NodePgMigrate,
    /// Flyway: `V1__name.sql`
    Flyway,
    /// sqlx: `1_name.sql` or `1_name.up.sql`
    Sqlx,
    /// Diesel: `2020-01-01-000000_name/up.sql`
    Diesel,
    /// Prisma: `20200101000000_name/migration.sql`
    Prisma,
    /// Supabase: `20200101000000_name.sql`
    Supabase,
    /// Graphile Migrate: `committed/000001.sql`
    Graphile,
    /// SQL files ordered by name.
    Plain,
}

impl Layout {
    /// Every layout.
    pub const ALL: [Self; 12] = [
        Self::Dbmate,
        Self::GolangMigrate,
        Self::Goose,
        Self::SqlMigrate,
        Self::NodePgMigrate,
        Self::Flyway,
        Self::Sqlx,
        Self::Diesel,
        Self::Prisma,
        Self::Supabase,
        Self::Graphile,
        Self::Plain,
    ];

    /// Its name in `migrations:LAYOUT:DIR`.
    pub fn word(self) -> &'static str {
        self.description().0
    }

    /// The tool's name.
    pub fn name(self) -> &'static str {
        self.description().1
    }

    /// Example of a migration.
    pub fn example(self) -> &'static str {
        self.description().2
    }

    fn description(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Dbmate => ("dbmate", "dbmate", "20200101000000_name.sql with a line `-- migrate:up`"),
            Self::GolangMigrate => ("golang-migrate", "golang-migrate", "1_name.up.sql"),
            Self::Goose => ("goose", "goose", "1_name.sql with a line `-- +goose Up`"),
            Self::SqlMigrate => ("sql-migrate", "sql-migrate", "name.sql with a line `-- +migrate Up`"),
            Self::NodePgMigrate => {
                ("node-pg-migrate", "node-pg-migrate", "1_name.sql with a line `-- Up Migration`")
            }
            Self::Flyway => ("flyway", "Flyway", "V1__name.sql or R__name.sql"),
            Self::Sqlx => ("sqlx", "sqlx", "1_name.sql or 1_name.up.sql"),
            Self::Diesel => ("diesel", "Diesel", "2020-01-01-000000_name/up.sql"),
            Self::Prisma => ("prisma", "Prisma", "20200101000000_name/migration.sql"),
            Self::Supabase => ("supabase", "Supabase", "20200101000000_name.sql"),
            Self::Graphile => ("graphile", "Graphile Migrate", "committed/000001.sql, then current.sql"),
            Self::Plain => ("plain", "plain SQL", "any .sql file"),
        }
    }

    /// All layout names, for messages.
    pub(super) fn all_words() -> String {
        Self::ALL.map(Self::word).join(", ")
    }

    /// Splits off the layout before the first colon, if there is one: `goose:db/migrations`.
    pub(in crate::sources) fn split_prefix(text: &str) -> (Option<Self>, &str) {
        let named = text.split_once(':').and_then(|(word, folder)| {
            let layout = Self::ALL.into_iter().find(|layout| layout.word() == word)?;
            Some((Some(layout), folder))
        });
        named.unwrap_or((None, text))
    }
}
