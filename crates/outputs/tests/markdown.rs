//! The reference for a realistic and a hostile schema.

mod common;

use common::markdown::assert_well_formed;
use common::{catalog, counts, origin, save_for_inspection};
use pgplumb_catalog::Catalog;
use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::kinds::schema::Schema;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::snapshot::Origin;
use pgplumb_outputs::OutputFile;
use pgplumb_outputs::markdown::{Options, reference, stable};

fn single() -> Options {
    Options { split_bytes: usize::MAX, ..Options::default() }
}

fn split() -> Options {
    Options { split_bytes: 0, ..Options::default() }
}

fn render(name: &str, catalog: &Catalog, options: &Options) -> Vec<OutputFile> {
    let files = reference(catalog, &counts(catalog), &origin(), options);
    save_for_inspection(name, &files);
    assert_well_formed(name, &files);
    files
}

/// Collapses runs of spaces, so that the tests do not depend on padding.
fn without_padding(text: &str) -> String {
    text.lines()
        .map(|line| line.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ") + "\n")
        .collect()
}

#[test]
fn shop_reference_has_expected_lines() {
    let catalog = catalog("shop");
    let files = render("shop", &catalog, &single());
    assert_eq!(files.len(), 1);
    let text = without_padding(&files[0].text);
    for line in [
        "- Database: `shop` on `db.example.com`",
        "- [Schema public](#schema-public): 5 tables, 2 views, 3 functions, 1 enum",
        "| [`auth`](#schema-auth) | Who may log in. | 1 | | | | 5\u{a0}rows |",
        "| `id` `bigint` identity | 4 tables | everywhere else |",
        "| `created_at` | `timestamp with time zone` not null default `now()` | 4 tables | \
         `timestamp without time zone` not null default `now()` in [`public.orders`](#table-public-orders) |",
        "### <a id=\"table-public-customers\"></a>public.customers",
        "People who buy.\\\nOne row each, also when they never log in.\n\nDeleted on request only.",
        "| `id` | `bigint` | no | `GENERATED ALWAYS AS IDENTITY` | PK |",
        "| `user_id` | `bigint` | yes | | FK → [`auth.users`](#table-auth-users), UK |",
        "| `email` | [`public.email`](#domain-public-email) | no | | | Where invoices go; see \
         https://example.com/e_mail_rules for what is allowed. |",
        "| `customers_pkey` | `PRIMARY KEY (id)` |",
        "| `customers_email_idx` | `UNIQUE btree (lower((email)::text))` |",
        "| `customers_name_check` | `CHECK (name <> ''::text)` |",
        "| `orders_customer_id_fkey` | `FOREIGN KEY (customer_id)` → [`customers`](#table-public-customers) (`id`) `ON DELETE RESTRICT` |",
        "**Referenced by** [`order_items`](#table-public-order_items) (`order_id` `ON DELETE CASCADE`)",
        "Table · row security enabled",
        "Table · partitioned by `RANGE (happened_at)`",
        "| ↳ <a id=\"table-audit-events_2026_0\"></a>`events_2026_0` | `FOR VALUES WITH (modulus 2, remainder 0)` | \
         | —\u{a0}rows |",
        "| `events_2025_what_idx` | `gin (what)` |",
        "| <a id=\"enum-public-order_status\"></a>`order_status` | `pending`, `paid`, `shipped`, `cancelled` | Where an \
         order stands. |",
        "| `CHECK (VALUE ~ '^[^@\\|]+@[^@]+$'::text)` |",
        "`order_total(order_id bigint, with_tax boolean DEFAULT false)` | `numeric` | sql | stable, **security \
         definer**, sets `search_path=\"\"` |",
        "| `CREATE SEQUENCE public.invoice_numbers START WITH 1000` |",
        "| `CREATE STATISTICS public.orders_stats (dependencies) ON customer_id, status FROM public.orders` |",
    ] {
        assert!(text.contains(line), "{line}\nis not in\n{text}");
    }
    let split = render("shop_split", &catalog, &split());
    let paths: Vec<&str> = split.iter().map(|f| &*f.path).collect();
    assert_eq!(
        paths,
        [
            "SCHEMA_REFERENCE.md",
            "SCHEMA_REFERENCE/audit.md",
            "SCHEMA_REFERENCE/auth.md",
            "SCHEMA_REFERENCE/public.md"
        ]
    );
    assert!(split[3].text.contains("FK → [`auth.users`](auth.md#table-auth-users)"));
}

#[test]
fn look_alike_tables_share_a_section() {
    let column =
        |name: &str| Column { column_name: name.into(), sql_type: "bigint".into(), ..Column::default() };
    let table = |name: &str, columns: &[&str], references: Option<&str>| Table {
        schema: "public".into(),
        name: name.into(),
        columns: columns.iter().map(|name| column(name)).collect(),
        foreign_keys: references
            .map(|table| ForeignKey {
                constraint_name: format!("{name}_user_id_fkey").into(),
                columns: vec!["user_id".into()],
                foreign_schema: "public".into(),
                foreign_table: table.into(),
                foreign_columns: vec!["id".into()],
                ..ForeignKey::default()
            })
            .into_iter()
            .collect(),
        ..Table::default()
    };
    let mut catalog = Catalog::default();
    catalog.tables.extend([
        table("logs", &["at"], None),
        table("logs_2024_01", &["at"], None),
        table("logs_archive", &["at"], None),
        table("logs_new", &["at", "more"], None),
        table("orders_1", &["user_id"], Some("users_1")),
        table("orders_2", &["user_id"], Some("users_2")),
        table("orders_3", &["user_id"], Some("users_1")),
        table("users_1", &["id"], None),
        table("users_2", &["id"], None),
    ]);
    catalog.schemas.push(Schema { name: "empty".into(), ..Schema::default() });
    let files = render("alike", &catalog, &single());
    let text = without_padding(&files[0].text);
    let sections: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    assert_eq!(
        sections,
        [
            "<a id=\"table-public-logs\"></a>public.logs and 2 tables like it",
            "<a id=\"table-public-logs_new\"></a>public.logs_new",
            "<a id=\"table-public-orders_1\"></a>public.orders_1 and orders_2",
            "<a id=\"table-public-orders_3\"></a>public.orders_3",
            "<a id=\"table-public-users_1\"></a>public.users_1",
            "<a id=\"table-public-users_2\"></a>public.users_2",
        ]
    );
    for line in
        ["| <a id=\"table-public-logs_2024_01\"></a>`logs_2024_01` |", "| Column | Type | Nullable |\n"]
    {
        assert!(text.contains(line), "{line}\nis not in\n{text}");
    }
    assert!(!text.contains("Schema empty"), "{text}");
}

#[test]
fn notes_and_related_documents_are_kept() {
    let options = Options {
        notes: Some("Mind the *gap*.\r\n\r\n### Own heading\r\n".to_owned()),
        related: vec![
            ("Runbook [1]".to_owned(), "../ops/run book.md".to_owned()),
            ("Site".to_owned(), "https://example.com/a>b".to_owned()),
        ],
        ..single()
    };
    let text = &reference(&Catalog::default(), &RowCounts::default(), &origin(), &options)[0].text;
    for part in [
        "- [Notes](#notes)\n- [Related documents](#related)\n",
        "## <a id=\"notes\"></a>Notes\n\nMind the *gap*.\n\n### Own heading\n\n",
        "- [Runbook \\[1\\]](<../ops/run book.md>)\n- [Site](<https://example.com/a%3Eb>)\n",
    ] {
        assert!(text.contains(part), "{part}\nis not in\n{text}");
    }
}

#[test]
fn hostile_names_give_well_formed_files() {
    let catalog = catalog("hostile");
    assert_eq!(render("hostile", &catalog, &single()).len(), 1);
    assert_eq!(render("hostile_split", &catalog, &split()).len(), catalog.schemas.len() + 1);
}

#[test]
fn empty_database_gives_well_formed_files() {
    let empty = Catalog::default();
    render("empty", &empty, &single());
    render("empty_split", &empty, &split());
}

#[test]
fn stable_ignores_counts_and_origin() {
    let catalog = catalog("shop");
    for options in [single(), split()] {
        let one = reference(&catalog, &counts(&catalog), &origin(), &options);
        let other = reference(&catalog, &RowCounts::default(), &Origin::default(), &options);
        let other_origin = Origin {
            generator: "pgplumb 9.9.9".to_owned(),
            database: "another".to_owned(),
            host: "elsewhere".to_owned(),
            exported_at: "2030-01-01T00:00:00Z".to_owned(),
            server_version: "18.9 (Debian 18.9-1)".to_owned(),
        };
        let third = reference(&catalog, &RowCounts::default(), &other_origin, &options);
        assert_eq!(one.len(), other.len());
        for ((one, other), third) in one.iter().zip(&other).zip(&third) {
            assert_eq!(one.path, other.path);
            assert_eq!(stable(&one.text), stable(&third.text));
            assert_eq!(other.text.matches("2026-01-31T12:00:00Z").count(), 0);
        }
        let times: usize = one.iter().map(|f| f.text.matches("2026-01-31T12:00:00Z").count()).sum();
        assert_eq!(times, 1, "only one line has the time");
    }
}
