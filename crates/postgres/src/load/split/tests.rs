//! Tests of splitting SQL into statements.

use super::split;

fn check(sql: &str, expected: &[&str]) {
    let texts: Vec<String> = split(sql).into_iter().map(|piece| piece.text).collect();
    assert_eq!(texts, expected, "{sql}");
}

#[test]
fn semicolons_end_statements_as_in_psql() {
    check("SELECT 1;SELECT 2", &["SELECT 1", "SELECT 2"]);
    check(";; ;\n", &[]);
    check("SELECT ';', \";\", 'it''s;'; SELECT 2", &["SELECT ';', \";\", 'it''s;'", "SELECT 2"]);
    check(r"SELECT '\'; SELECT 2", &[r"SELECT '\'", "SELECT 2"]);
    check(r"SELECT E'\';', E'a'';\'b'; SELECT 2", &[r"SELECT E'\';', E'a'';\'b'", "SELECT 2"]);
    check(
        "SELECT $$a;b$$, $x$c;$$;$x$; SELECT $1; SELECT a$b; SELECT c$d",
        &["SELECT $$a;b$$, $x$c;$$;$x$", "SELECT $1", "SELECT a$b", "SELECT c$d"],
    );
    check(
        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3",
        &["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT 3"],
    );
}

#[test]
fn comments_do_not_end_statements() {
    check("-- a; b\nSELECT /* x; /* y; */ z; */ 1; -- end", &["SELECT /* x; /* y; */ z; */ 1"]);
    check("SELECT 1 -- a; 'b\n+ 2;", &["SELECT 1 -- a; 'b\n+ 2"]);
}

#[test]
fn an_sql_function_body_is_part_of_its_statement() {
    let body = "CREATE OR REPLACE FUNCTION f() RETURNS int\nBEGIN ATOMIC\n SELECT CASE WHEN true THEN 1 END;\n SELECT 2;\nEND";
    check(&format!("{body};\nSELECT 1;"), &[body, "SELECT 1"]);
    check("BEGIN; SELECT 1; END; SELECT 2", &["BEGIN", "SELECT 1", "END", "SELECT 2"]);
    check("CREATE TABLE begin (x int); SELECT 1", &["CREATE TABLE begin (x int)", "SELECT 1"]);
    check(
        "CREATE FUNCTION f(\"begin\" int DEFAULT (1)) RETURNS int RETURN 1; SELECT 1",
        &["CREATE FUNCTION f(\"begin\" int DEFAULT (1)) RETURNS int RETURN 1", "SELECT 1"],
    );
}

#[test]
fn meta_commands_and_copy_data_are_recognized() {
    let pieces = split("\\restrict x\nSELECT 1;\nCOPY t (a) FROM stdin;\n1;\n'\n\\.\nSELECT 2;\n");
    let found: Vec<(usize, &str, bool, usize)> =
        pieces.iter().map(|p| (p.line, p.text.as_str(), p.is_meta_command, p.data_lines)).collect();
    let want = [
        (1, "\\restrict x", true, 0),
        (2, "SELECT 1", false, 0),
        (3, "COPY t (a) FROM stdin", false, 2),
        (7, "SELECT 2", false, 0),
    ];
    assert_eq!(found, want);
}

#[test]
fn marks_belong_to_the_statement_below_them() {
    let pieces = split(
        "-- pgplumb: file of x\n-- pgplumb: pass 2\n-- no mark\nSELECT 1;\nSELECT '\n-- pgplumb: no'; SELECT 3",
    );
    assert_eq!(pieces[0].marks, ["file of x", "pass 2"]);
    assert_eq!((pieces[0].line, pieces[1].line, pieces[2].line), (4, 5, 6));
    assert!(pieces[1].marks.is_empty() && pieces[2].marks.is_empty());
}

#[test]
fn unterminated_tokens_end_with_the_text() {
    check("SELECT 'a; b", &["SELECT 'a; b"]);
    check("SELECT $x$ a; b", &["SELECT $x$ a; b"]);
    check("SELECT 1; /* a", &["SELECT 1"]);
    check("SELECT E'\\", &["SELECT E'\\"]);
}
