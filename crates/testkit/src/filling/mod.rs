//! Generates rows for tables that satisfy their constraints.

use crate::database::{Database, FIELD};

/// The program, in SQL: it runs on the server, where retrying a rejected row is cheap.
const FILL: &str = include_str!("fill.sql");

/// How many rows a table got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The table, quoted as in SQL.
    pub table: String,
    /// How many rows it has.
    pub rows: u64,
    /// Why it has none.
    pub problem: String,
}

impl Database {
    /// Fills every table with up to `rows` rows that satisfy its constraints: values of every type,
    /// other values where a check rejects them, foreign keys to existing rows. Generated and
    /// identity columns get their own values; triggers do not run. The same schema gets the same
    /// rows.
    ///
    /// # Panics
    /// When the program itself fails. If a single table cannot be filled, its entry says why.
    pub fn fill(&self, rows: u32) -> Vec<Filled> {
        self.try_fill(rows).unwrap_or_else(|error| panic!("psql: {error}"))
    }

    /// The same as [`Database::fill`]; the error is what psql wrote to stderr.
    pub fn try_fill(&self, rows: u32) -> Result<Vec<Filled>, String> {
        let printed = self.try_psql(&format!("SET fill.rows = {rows};\n{FILL}"))?;
        let line = |line: &str| {
            let mut fields = line.split(FIELD).map(str::to_owned);
            let mut next = || fields.next().unwrap_or_default();
            Filled { table: next(), rows: next().parse().unwrap_or(0), problem: next() }
        };
        Ok(printed.lines().filter(|line| line.contains(FIELD)).map(line).collect())
    }
}

#[cfg(test)]
mod tests {
    use crate::{Server, for_majors};

    #[test]
    fn rows_satisfy_constraints_of_every_kind() {
        for_majors(&[14, 19], |installation| {
            let database = Server::shared(installation.major).create_database();
            database.psql(
                "CREATE TYPE mood AS ENUM ('good', 'bad');
                 CREATE DOMAIN word AS text CHECK (length(VALUE) > 12);
                 CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, w word NOT NULL UNIQUE, m mood NOT NULL, d numeric(5, 2), r int4range,
                     parent int REFERENCES a, CHECK ((d IS NULL) <> (r IS NULL)), EXCLUDE USING gist (r WITH &&));
                 CREATE TABLE b (x int, y text, z jsonb NOT NULL CHECK (jsonb_typeof(z) = 'array'), tags mood[] NOT NULL, PRIMARY KEY (x, y));
                 CREATE TABLE c (x int NOT NULL, y text NOT NULL, b int NOT NULL REFERENCES a, FOREIGN KEY (x, y) REFERENCES b,
                     kind text NOT NULL CHECK (kind IN ('one', 'two')), g int GENERATED ALWAYS AS (x + 1) STORED);
                 CREATE TABLE d (id int PRIMARY KEY); CREATE TABLE e (id int PRIMARY KEY REFERENCES d);
                 ALTER TABLE d ADD FOREIGN KEY (id) REFERENCES e;
                 CREATE TABLE p (at date NOT NULL, k int NOT NULL) PARTITION BY RANGE (at);
                 CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('1999-01-01') TO ('1999-02-01');
                 CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
                 CREATE TRIGGER no BEFORE INSERT ON d FOR EACH ROW EXECUTE FUNCTION no();",
            );
            let filled = database.fill(4);
            let got: Vec<_> = filled.iter().map(|it| (it.table.as_str(), it.rows)).collect();
            assert_eq!(got, [("a", 4), ("b", 4), ("c", 4), ("d", 4), ("e", 4), ("p1", 4)], "{filled:?}");
        });
    }
}
