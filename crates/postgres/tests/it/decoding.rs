//! Decoding rows into Rust types.

use std::collections::BTreeMap;

use pgplumb_postgres::{Connection, RowDecoder};
use pgplumb_testkit::{Server, each_major, newest};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::support::{connected, run};

async fn fresh() -> Connection {
    connected(&Server::shared(newest().major).url("postgres")).await
}

async fn one<T: DeserializeOwned>(connection: &Connection, sql: &str) -> T {
    let mut rows = connection.query::<T>(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    assert_eq!(rows.len(), 1, "{sql}");
    rows.remove(0)
}

async fn error<T: DeserializeOwned + std::fmt::Debug>(connection: &Connection, sql: &str) -> String {
    connection.query::<T>(sql).await.expect_err(sql).to_string()
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Colour {
    Red,
    Green,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Everything {
    flag: bool,
    small: i16,
    whole: i32,
    big: i64,
    oid: u32,
    single: f32,
    double: f64,
    text: String,
    name: Box<str>,
    fixed: String,
    kind: String,
    letter: char,
    none: Option<i32>,
    some: Option<String>,
    numbers: Vec<i64>,
    words: Vec<Option<String>>,
    empty: Vec<String>,
    keys: Vec<i16>,
    types: Vec<u32>,
    letters: Vec<String>,
    json: serde_json::Value,
    jsonb: BTreeMap<String, Vec<u8>>,
    colour: Colour,
    widened: i64,
    table: u32,
    records: Vec<(i32, String, Option<bool>)>,
}

const EVERYTHING: &str = r#"SELECT
    true AS flag, -2::int2 AS small, -3 AS whole, -4::int8 AS big, 4000000000::oid AS oid,
    1.5::float4 AS single, 2.5::float8 AS double, 'Grüße'::text AS text, 'n'::name AS name,
    'ab'::char(3) AS fixed, ''::"char" AS kind, 'r'::"char" AS letter,
    NULL::int4 AS none, 's'::varchar AS some,
    ARRAY[1, 2]::int8[] AS numbers, ARRAY['a', NULL, 'c'] AS words, '{}'::text[] AS empty,
    '1 2 0'::int2vector AS keys, '23 25'::oidvector AS types, ARRAY['i', 'o']::"char"[] AS letters,
    '{"a": [1, null]}'::json AS json, '{"b": [1, 2]}'::jsonb AS jsonb,
    'green' AS colour, 7::int2 AS widened, 'pg_class'::regclass AS "table",
    ARRAY[ROW(1, 'x'::text, true), ROW(2, 'y'::text, NULL)] AS records"#;

fn everything() -> Everything {
    Everything {
        flag: true,
        small: -2,
        whole: -3,
        big: -4,
        oid: 4_000_000_000,
        single: 1.5,
        double: 2.5,
        text: "Grüße".into(),
        name: "n".into(),
        fixed: "ab ".into(),
        kind: String::new(),
        letter: 'r',
        none: None,
        some: Some("s".into()),
        numbers: vec![1, 2],
        words: vec![Some("a".into()), None, Some("c".into())],
        empty: vec![],
        keys: vec![1, 2, 0],
        types: vec![23, 25],
        letters: vec!["i".into(), "o".into()],
        json: serde_json::json!({"a": [1, null]}),
        jsonb: BTreeMap::from([("b".into(), vec![1, 2])]),
        colour: Colour::Green,
        widened: 7,
        table: 1259,
        records: vec![(1, "x".into(), Some(true)), (2, "y".into(), None)],
    }
}

#[test]
fn every_type_is_decoded_on_every_version() {
    each_major(|installation| {
        run(async {
            let connection = connected(&Server::shared(installation.major).url("postgres")).await;
            assert_eq!(one::<Everything>(&connection, EVERYTHING).await, everything());
        });
    });
}

#[derive(Debug, Deserialize, PartialEq)]
struct Point {
    x: i32,
    y: Option<i32>,
    label: String,
}

#[test]
fn columns_are_matched_by_name() {
    run(async {
        let connection = fresh().await;
        let rows: Vec<Point> = connection
            .query("SELECT 'p' || s AS label, s AS x, nullif(s, 2) AS y FROM generate_series(1, 3) AS s")
            .await
            .unwrap();
        let point = |x: i32, y| Point { x, y, label: format!("p{x}") };
        assert_eq!(rows, [point(1, Some(1)), point(2, None), point(3, Some(3))]);
    });
}

#[test]
fn mismatched_names_are_errors() {
    run(async {
        let connection = fresh().await;
        let message = error::<Point>(&connection, "SELECT 1 AS x, 2 AS y, 'a' AS lable").await;
        assert!(message.contains("\"lable\"") && message.contains("no such field"), "{message}");
        let message = error::<Point>(&connection, "SELECT 1 AS x, 'a' AS label").await;
        assert!(message.contains("\"y\"") && message.contains("no such column"), "{message}");
    });
}

#[test]
fn errors_name_the_column() {
    run(async {
        let connection = fresh().await;
        for (sql, expected) in [
            (
                "SELECT NULL::int4 AS x, 2 AS y, 'a' AS label",
                "could not decode column \"x\": unexpected NULL",
            ),
            (
                "SELECT 1 AS x, 2 AS y, NULL::text AS label",
                "could not decode column \"label\": unexpected NULL",
            ),
            ("SELECT 'a' AS x, 2 AS y, 'a' AS label", "could not decode column \"x\": invalid type"),
            ("SELECT 5000000000 AS x, 2 AS y, 'a' AS label", "could not decode column \"x\": invalid value"),
            (
                "SELECT 1 AS x, 2 AS y, 3 AS label",
                "could not decode column \"label\": expected text, found type integer",
            ),
            (
                "SELECT 1 AS x, now() AS y, 'a' AS label",
                "could not decode column \"y\": type timestamptz is not supported",
            ),
        ] {
            let message = error::<Point>(&connection, sql).await;
            assert!(message.starts_with(expected), "{sql}: {message}");
        }
        let message = error::<Vec<i32>>(&connection, "SELECT ARRAY[[1],[2]]").await;
        assert!(message.contains("invalid type") || message.contains("2 dimensions"), "{message}");
    });
}

#[test]
fn plain_values_tuples_and_json_are_decoded() {
    run(async {
        let connection = fresh().await;
        assert_eq!(one::<i32>(&connection, "SELECT 1").await, 1);
        assert_eq!(one::<Option<String>>(&connection, "SELECT NULL::text").await, None);
        assert_eq!(one::<(i32, String)>(&connection, "SELECT 1, 'a'").await, (1, "a".to_owned()));
        let json = r#"SELECT '{"x": 1, "y": null, "label": "a"}'::jsonb"#;
        let (point,) = one::<(Point,)>(&connection, json).await;
        assert_eq!(point, Point { x: 1, y: None, label: "a".into() });
        let (text,) = one::<(String,)>(&connection, "SELECT '[1, 2]'::jsonb").await;
        assert_eq!(text, "[1, 2]");
        let message = error::<(i32,)>(&connection, "SELECT 1, 2").await;
        assert!(message.contains("expected 1 columns, but the query returns 2"), "{message}");
    });
}

#[test]
fn strings_can_borrow_from_the_row() {
    #[derive(Deserialize)]
    struct Borrowed<'a> {
        word: &'a str,
        #[serde(borrow)]
        perhaps: Option<&'a str>,
    }
    run(async {
        let connection = fresh().await;
        let mut decoder = RowDecoder::new();
        let mut lengths = Vec::new();
        connection
            .run_pipeline(&["SELECT 'abc' AS word, NULL::text AS perhaps"], |_, row| {
                let borrowed: Borrowed<'_> = decoder.decode(row)?;
                lengths.push((borrowed.word.len(), borrowed.perhaps.is_some()));
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(lengths, [(3, false)]);
    });
}
