//! Plans between states of different PostgreSQL versions.

use pgplumb_testkit::{Database, Server, for_majors, newest};

use super::program::{Folder, Run};

/// A folder with a schema map of the given SQL, read from the newest version.
fn snapshot(sql: &str) -> Folder {
    let source = Server::shared(newest().major).create_database();
    source.psql(sql);
    let folder = Folder::new().with_postgres();
    folder.run(&["export", "json", "-d", &source.url(), "-o", "desired.json"]).expect(0);
    folder
}

fn plan(folder: &Folder, target: &Database, desired: &str, more: &[&str]) -> Run {
    folder.run(&[&["plan", "--desired", desired, "-d", &target.url()], more].concat())
}

#[track_caller]
fn assert_refused(run: Run, parts: &[&str]) {
    let run = run.expect(2);
    for part in parts {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    assert!(!run.stderr.contains("syntax error"), "{}", run.stderr);
    assert!(!run.stdout.contains("steps:"), "{}", run.stdout);
}

#[test]
fn features_that_the_target_lacks_are_refused_before_planning() {
    for_majors(&[15], |installation| {
        let target = Server::shared(installation.major).create_database();
        target.psql("CREATE TABLE t (a int)");
        let desired = "CREATE TABLE public.t (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL);
            CREATE TABLE public.k (a int CONSTRAINT c CHECK (a > 0) NOT ENFORCED);";
        let expected = [
            "the desired state needs features that the target, PostgreSQL 15, does not have:",
            "column public.t.b: virtual generated columns need PostgreSQL 18; upgrade the server, or declare it STORED",
            "constraint public.k.c: constraints that are NOT ENFORCED need PostgreSQL 18;",
        ];
        let folder = snapshot(desired);
        folder.write("new.sql", desired);
        assert_refused(plan(&folder, &target, "desired.json", &[]), &expected);
        assert_refused(plan(&folder, &target, "desired.json", &["--no-proof"]), &expected);
        let only = plan(&folder, &target, "desired.json", &["--only", "table:public.k"]).expect(2);
        assert!(!only.stderr.contains("public.t.b"), "{}", only.stderr);
        let loaded = plan(&folder, &target, "new.sql", &[]).expect(2);
        assert!(loaded.stderr.contains(expected[1]), "{}", loaded.stderr);
    });
}

#[test]
fn properties_that_older_versions_imply_are_no_features() {
    for_majors(&[14, 16], |installation| {
        let target = Server::shared(installation.major).create_database();
        let folder = snapshot(
            "CREATE UNLOGGED TABLE t (id serial, i int GENERATED ALWAYS AS IDENTITY, c int CONSTRAINT n NOT NULL);
             GRANT SELECT ON t TO PUBLIC",
        );
        plan(&folder, &target, "desired.json", &["-o", "plan.json"]).expect(0);
        folder.run(&["apply", "plan.json", "-d", &target.url(), "--yes"]).expect(0);
        let again = plan(&folder, &target, "desired.json", &["--exit-code"]);
        assert_eq!(again.code, Some(0), "{}{}", again.stdout, again.stderr);
    });
}

#[test]
fn a_failed_proof_names_the_versions() {
    for_majors(&[15], |installation| {
        let target = Server::shared(installation.major).create_database();
        let folder = snapshot("CREATE TABLE t (id uuid DEFAULT uuidv7())");
        let run = plan(&folder, &target, "desired.json", &[]).expect(2);
        let (newest, major) = (newest().major, installation.major);
        let expected = format!(
            "the desired state was read from PostgreSQL {newest}, and the target has PostgreSQL {major}"
        );
        assert!(run.stderr.contains(&expected), "{}", run.stderr);

        let target = Server::shared(newest).create_database();
        target.psql("CREATE TABLE t (id int, note text)");
        let folder = snapshot("CREATE TABLE t (id int, note text NOT NULL)");
        let scratch = Server::shared(major).url("postgres");
        let run = plan(&folder, &target, "desired.json", &["--scratch", &scratch]).expect(0);
        let versions = format!("the target has PostgreSQL {newest}, but the proof ran on PostgreSQL {major}");
        let expected = format!("{versions}: the plan uses statements that both understand");
        assert!(run.stderr.contains(&expected), "{}", run.stderr);
        let folder = snapshot("CREATE TABLE t (id int, note text NOT NULL, u uuid DEFAULT uuidv7())");
        let run = plan(&folder, &target, "desired.json", &["--scratch", &scratch]).expect(2);
        assert!(run.stderr.contains(&versions), "{}", run.stderr);
    });
}
