//! The recipes in `docs/sources.md`, run with the real tools. `.ci/recipes DIR` installs the tools,
//! and `PGPLUMB_RECIPES` names the folder.

use std::path::{Path, PathBuf};

use pgplumb::operations::NoObserver;
use pgplumb::sources::Opened;
use pgplumb::sources::command::database_variables;
use pgplumb_testkit::{Database, Server, newest, require};

use super::program::Folder;
use super::sources::opened;

/// Returns the path of an installed tool.
pub fn tool(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("PGPLUMB_RECIPES").filter(|folder| !folder.is_empty());
    let found = folder.map(|folder| Path::new(&folder).join(path)).filter(|path| path.exists());
    let part = format!("{path} below PGPLUMB_RECIPES, as .ci/recipes installs it");
    if require(&part, found.is_some()) { found } else { None }
}

fn empty_database() -> Database {
    Server::shared(newest().major).create_database()
}

/// Executes the SQL that a command prints, and returns the tables.
fn tables_of_exec(folder: &Folder, command: &str) -> Vec<Vec<String>> {
    let opened = opened(&format!("exec:{command}"), &folder.path(""), &NoObserver);
    let Opened::Sql(scripts) = opened.unwrap_or_else(|error| panic!("{error}")) else { panic!("no SQL") };
    let database = empty_database();
    for script in scripts {
        database.psql(&script.text);
    }
    tables(&database)
}

/// Lets a command migrate an empty database through its socket, and returns the tables.
fn tables_of_migrate(folder: &Folder, command: &str) -> Vec<Vec<String>> {
    let opened = opened(&format!("migrate:{command}"), &folder.path(""), &NoObserver);
    let Ok(Opened::Migrate(shell)) = opened else { panic!("no command") };
    let database = empty_database();
    let server = database.server();
    let host = server.socket_folder().display().to_string();
    let variables = database_variables(&host, server.port(), "postgres", database.name(), None);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let run = runtime.block_on(shell.with(variables).run(|_| {}));
    run.unwrap_or_else(|error| panic!("{error}"));
    tables(&database)
}

fn tables(database: &Database) -> Vec<Vec<String>> {
    database.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1")
}

/// Alembic's `env.py`.
pub const ALEMBIC_ENV: &str = r#"
import os
from alembic import context
from sqlalchemy import create_engine

url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1)
with create_engine(url).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"#;

const MODELS: &str = r#"
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text

metadata = MetaData()
Table("customer", metadata, Column("id", Integer, primary_key=True), Column("name", Text, nullable=False))
Table("orders", metadata, Column("id", Integer, primary_key=True), Column("customer", ForeignKey("customer.id")))
"#;

#[test]
fn sqlalchemy_prints_its_metadata() {
    let Some(python) = tool("python/bin/python") else { return };
    let folder = Folder::new();
    folder.write("models.py", MODELS);
    folder.write(
        "print_schema.py",
        r#"
from sqlalchemy import create_mock_engine
from models import metadata

engine = create_mock_engine("postgresql+psycopg://", lambda ddl, *_: print(f"{ddl.compile(dialect=engine.dialect)};"))
metadata.create_all(engine, checkfirst=False)
"#,
    );
    let found = tables_of_exec(&folder, &format!("{} print_schema.py", python.display()));
    assert_eq!(found, [["customer"], ["orders"]]);
}

#[test]
fn alembic_migrates_a_database() {
    let Some(alembic) = tool("python/bin/alembic") else { return };
    let folder = Folder::new();
    folder.write("alembic.ini", "[alembic]\nscript_location = migrations\n");
    folder.write("migrations/env.py", ALEMBIC_ENV);
    folder.write(
        "migrations/versions/0001_first.py",
        "from alembic import op\nrevision = '0001'\ndown_revision = None\n\n\ndef upgrade():\n    op.execute('CREATE TABLE customer (id int)')\n",
    );
    let found = tables_of_migrate(&folder, &format!("{} upgrade head", alembic.display()));
    assert_eq!(found, [["alembic_version"], ["customer"]]);
}

#[test]
fn django_migrates_a_database_and_prints_sql() {
    let Some(python) = tool("python/bin/python") else { return };
    let folder = Folder::new();
    folder.write(
        "manage.py",
        r#"
import os, sys
from django.conf import settings
from django.core.management import execute_from_command_line

settings.configure(
    INSTALLED_APPS=["shop"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("PGDATABASE", ""),
        "HOST": os.environ.get("PGHOST", ""),
        "PORT": os.environ.get("PGPORT", ""),
        "USER": os.environ.get("PGUSER", ""),
    }},
)
execute_from_command_line(sys.argv)
"#,
    );
    folder.write("shop/__init__.py", "");
    folder.write("shop/models.py", "");
    folder.write("shop/migrations/__init__.py", "");
    folder.write(
        "shop/migrations/0001_initial.py",
        r#"
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(name="Customer", fields=[("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]),
    ]
"#,
    );
    let manage = format!("{} manage.py", python.display());
    assert_eq!(
        tables_of_migrate(&folder, &format!("{manage} migrate --no-input")),
        [["django_migrations"], ["shop_customer"]]
    );
    // sqlmigrate needs a database connection, so it works with `migrate:` only.
    let printed = format!("{manage} sqlmigrate shop 0001 > schema.sql");
    tables_of_migrate(&folder, &printed);
    assert_eq!(tables_of_exec(&folder, "cat schema.sql"), [["shop_customer"]]);
}

#[test]
fn shell_script_migrates_a_database() {
    let folder = Folder::new();
    let psql = newest().client("psql").display().to_string();
    folder.write(
        "up",
        &format!("for file in [0-9]*.sql; do {psql} -qX -v ON_ERROR_STOP=1 -f \"$file\" || exit 1; done\n"),
    );
    folder.write("1.sql", "CREATE TABLE customer (id int);");
    folder.write("2.sql", "CREATE TABLE orders (id int);");
    assert_eq!(tables_of_migrate(&folder, "sh up"), [["customer"], ["orders"]]);
    assert_eq!(tables_of_migrate(&folder, &format!("{psql} -qX \"$DATABASE_URL\" -f 1.sql")), [["customer"]]);
}

#[cfg(unix)]
#[test]
fn drizzle_prints_its_schema() {
    let Some(modules) = tool("node/node_modules") else { return };
    let folder = Folder::new();
    std::os::unix::fs::symlink(modules, folder.path("node_modules")).expect("a link");
    folder.write(
        "schema.ts",
        "import { integer, pgTable, text } from \"drizzle-orm/pg-core\";\n\
         export const customer = pgTable(\"customer\", { id: integer().primaryKey(), name: text().notNull() });\n",
    );
    let found = tables_of_exec(&folder, "npx drizzle-kit export --dialect=postgresql --schema=schema.ts");
    assert_eq!(found, [["customer"]]);
}
