//! What an interrupted apply left is gone on with, or taken away.

use pgplumb_testkit::for_majors;

use super::Setting;

const OLD: &str = "
    CREATE TABLE t (id int, a int, b int NOT NULL, c int CONSTRAINT positive CHECK (c > 0));
    INSERT INTO t SELECT n, n, n, n FROM generate_series(1, 9) n;
    CREATE INDEX i ON t (a);
";
const DESIRED: &str = "
    CREATE TABLE t (id int CONSTRAINT k UNIQUE, a int NOT NULL, b int NOT NULL, c int CONSTRAINT positive CHECK (c > -1));
    CREATE INDEX i ON t (a, b);
";

/// Interrupted after each step, every helper complete or not.
#[test]
fn what_was_begun_is_gone_on_with() {
    for_majors(&[14, 18], |installation| {
        let setting = Setting::new(installation.major, OLD, DESIRED);
        setting.database.psql(
            "CREATE INDEX pgplumb_new_i ON t (a, b);
             CREATE UNIQUE INDEX pgplumb_new_k ON t (id);
             ALTER TABLE t ADD CONSTRAINT pgplumb_new_t_a_not_null CHECK (a IS NOT NULL) NOT VALID;
             ALTER TABLE t ADD CONSTRAINT pgplumb_new_positive CHECK (c > -1);",
        );
        let built = setting.value("SELECT string_agg(c::int8::text, ' ') FROM (SELECT 'pgplumb_new_i'::regclass::oid UNION ALL SELECT 'pgplumb_new_k'::regclass::oid) AS o (c)");
        let plan = setting.run(&["plan", "-v"]).expect(0);
        for unneeded in [
            "CREATE INDEX",
            "CREATE UNIQUE INDEX",
            "IS NOT NULL) NOT VALID",
            "ADD CONSTRAINT pgplumb_new_positive",
        ] {
            assert!(!plan.stdout.contains(unneeded), "{unneeded}\n{}", plan.stdout);
        }
        setting.run(&["apply", "--yes"]).expect(0);
        assert_eq!(
            setting.value("SELECT string_agg(c::int8::text, ' ') FROM (SELECT 'i'::regclass::oid UNION ALL SELECT 'k'::regclass::oid) AS o (c)"),
            built
        );
        is_clean(&setting);
    });
}

#[test]
fn what_is_of_no_use_is_taken_away() {
    for_majors(&[14, 18], |installation| {
        let setting = Setting::new(installation.major, OLD, DESIRED);
        setting.database.psql(
            "CREATE INDEX pgplumb_new_i ON t (b);
             CREATE UNIQUE INDEX pgplumb_new_k ON t (id);
             UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'pgplumb_new_k'::regclass;
             ALTER TABLE t ADD CONSTRAINT pgplumb_new_t_b_not_null CHECK (b IS NOT NULL) NOT VALID;
             ALTER TABLE t ADD CONSTRAINT pgplumb_new_positive CHECK (c > -7);",
        );
        setting.run(&["apply", "--yes"]).expect(0);
        is_clean(&setting);
    });
}

fn is_clean(setting: &Setting) {
    setting.run(&["plan", "--exit-code"]).expect(0);
    let left = "SELECT count(*) FROM (SELECT relname FROM pg_class UNION ALL SELECT conname FROM pg_constraint) AS n (name) WHERE name LIKE 'pgplumb%'";
    assert_eq!(setting.value(left), "0");
    assert_eq!(setting.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "0");
}
