//! Scripts and migrations that psql executes have the effect of `apply`, whatever the settings of
//! the session.

use std::process::Command;

use pgplumb_testkit::{Database, Server, newest};

use super::program::{Folder, Run};

struct Fixture {
    folder: Folder,
    database: Database,
}

impl Fixture {
    fn new(old: &str, desired: &str) -> Self {
        let database = Server::shared(newest().major).create_database();
        database.psql(&format!("ALTER DATABASE {} SET timezone = 'America/New_York'", database.name()));
        database.psql(old);
        let folder = Folder::new();
        folder.write("desired.sql", desired);
        Self { folder, database }
    }

    fn run(&self, url: &str, arguments: &[&str]) -> Run {
        let scratch = self.database.server().url("postgres");
        let all = ["--desired", "desired.sql", "-d", url, "--scratch", &scratch];
        self.folder.run(&[arguments, &all].concat())
    }

    /// Executes a file with psql, in a session whose settings differ from the defaults.
    fn psql(&self, url: &str, arguments: &[&str]) -> (bool, String) {
        let output = Command::new(newest().client("psql"))
            .args(["-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", url])
            .args(arguments)
            .current_dir(self.folder.path(""))
            .env(
                "PGOPTIONS",
                "-c intervalstyle=iso_8601 -c extra_float_digits=-3 -c bytea_output=escape -c datestyle=German -c timezone=Asia/Tokyo",
            )
            .output()
            .expect("psql starts");
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&text).into_owned())
    }
}

/// Writes the plan as a script, `script.sql`, and as a migration, `db/000001_it.up.sql`.
fn write(fixture: &Fixture, url: &str) {
    let script = fixture.run(url, &["plan", "--format", "sql"]).expect(0).stdout;
    fixture.folder.write("script.sql", &script);
    fixture.run(url, &["plan", "--write-migration", "db", "--name", "it"]).expect(0);
}

const MIGRATION: [&str; 3] = ["-1", "-f", "db/000001_it.up.sql"];

const VALUES: &str = "CREATE TABLE t (a interval, b double precision, c bytea, d timestamp, e timestamp);
    INSERT INTO t VALUES ('1 day 02:03:04', 0.1234567890123456, '\\x00ff', '2024-03-01', '2024-03-01');";
const TEXTS: &str = "CREATE TABLE t (a text, b text, c text, d text, e timestamptz);";
const WANTED: &str = "1 day 02:03:04|0.1234567890123456|\\x00ff|2024-03-01 00:00:00|2024-03-01 00:00:00";

#[test]
fn values_are_converted_as_by_apply() {
    for way in ["apply", "script", "migration"] {
        let fixture = Fixture::new(VALUES, TEXTS);
        let url = fixture.database.url();
        write(&fixture, &url);
        match way {
            "apply" => drop(fixture.run(&url, &["apply", "--yes", "--allow-destructive"]).expect(0)),
            "script" => assert_eq!(fixture.psql(&url, &["-f", "script.sql"]), (true, String::new())),
            _ => {
                // The search path is the one of the tool again, which records the migration.
                let around = [&["-c", "SET search_path = mine"], &MIGRATION[..], &["-c", "SHOW search_path"]];
                let (is_done, shown) = fixture.psql(&url, &around.concat());
                assert!(is_done && shown.ends_with("\nmine\n"), "{shown}");
            }
        }
        let rows = fixture
            .database
            .query("SELECT concat_ws('|', a, b, c, d, e AT TIME ZONE 'America/New_York') FROM t");
        assert_eq!(rows, [[WANTED]], "{way}");
    }
}

/// A saved plan names the time zone in which it converts values.
#[test]
fn plans_are_not_applied_in_another_time_zone() {
    let fixture = Fixture::new("CREATE TABLE t (a timestamp);", "CREATE TABLE t (a timestamptz);");
    let url = fixture.database.url();
    fixture.run(&url, &["plan", "-o", "plan.json"]).expect(0);
    let apply =
        |url: &str| fixture.folder.run(&["apply", "plan.json", "--yes", "--allow-destructive", "-d", url]);
    let other = format!("{url}{}options=-ctimezone%3DAsia/Tokyo", if url.contains('?') { "&" } else { "?" });
    let refused = apply(&other).expect(2);
    assert!(
        refused.stderr.contains("America/New_York") && refused.stderr.contains("Asia/Tokyo"),
        "{}",
        refused.stderr
    );
    apply(&url).expect(0);
}

#[test]
fn rows_that_a_policy_hides_are_not_lost() {
    let table = |rest: &str| {
        format!(
            "GRANT ALL ON SCHEMA public TO PUBLIC; CREATE TABLE t (id int, b text) {rest}; ALTER TABLE t ENABLE ROW LEVEL SECURITY; \
             ALTER TABLE t FORCE ROW LEVEL SECURITY; CREATE POLICY few ON t USING (id < 3);"
        )
    };
    let desired = table("PARTITION BY LIST (id)") + "CREATE TABLE rest PARTITION OF t DEFAULT;";
    let fixture = Fixture::new(&table(""), &desired);
    let role = format!("owner_of_{}", fixture.database.name());
    fixture.database.psql(&format!(
        "INSERT INTO t SELECT g, 's' FROM generate_series(1, 5) g; CREATE ROLE {role} LOGIN; \
         ALTER TABLE t OWNER TO {role}"
    ));
    let url = fixture.database.url_as(&role);
    write(&fixture, &url);
    for arguments in [&["-f", "script.sql"][..], &MIGRATION] {
        let (is_done, shown) = fixture.psql(&url, arguments);
        assert!(!is_done && shown.contains("row-level security policy for table"), "{shown}");
        assert_eq!(
            fixture
                .database
                .query("SELECT count(*), min(relkind) FROM t, pg_class WHERE oid = 't'::regclass"),
            [["5", "r"]]
        );
    }
    let refused = fixture.run(&url, &["apply", "--yes", "--allow-destructive"]);
    assert_eq!(refused.code, Some(2), "{}{}", refused.stdout, refused.stderr);
    assert_eq!(fixture.database.query("SELECT count(*) FROM t"), [["5"]]);
}

#[test]
fn row_security_restricts_the_query_of_a_materialized_view() {
    let schema = |value: &str| {
        format!(
            "GRANT ALL ON SCHEMA public TO PUBLIC; CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; \
             CREATE POLICY few ON t USING (id < 3); GRANT SELECT ON t TO PUBLIC; \
             CREATE MATERIALIZED VIEW v AS SELECT {value} AS id FROM t;"
        )
    };
    for way in ["apply", "script", "migration"] {
        let fixture = Fixture::new(&schema("id"), &schema("id + 10"));
        let role = format!("viewer_of_{}", fixture.database.name());
        fixture.database.psql(&format!(
            "INSERT INTO t SELECT g FROM generate_series(1, 5) g; CREATE ROLE {role} LOGIN; \
             ALTER MATERIALIZED VIEW v OWNER TO {role}; REFRESH MATERIALIZED VIEW v"
        ));
        let url = fixture.database.url_as(&role);
        write(&fixture, &url);
        match way {
            "apply" => drop(fixture.run(&url, &["apply", "--yes", "--allow-destructive"]).expect(0)),
            way => {
                let arguments = if way == "script" { &["-f", "script.sql"][..] } else { &MIGRATION };
                let (is_done, shown) = fixture.psql(&url, arguments);
                assert!(is_done, "{shown}");
            }
        }
        assert_eq!(
            fixture.database.query("SELECT string_agg(id::text, ' ' ORDER BY id) FROM v"),
            [["11 12"]],
            "{way}"
        );
    }
}
