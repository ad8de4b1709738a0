# `just` lists what can be done; none of it needs just (https://just.systems): the lines can be run by hand.

# Lists the recipes.
default:
    @just --list

# Runs what CI runs.
ready *options:
    .ci/run {{options}}

# Runs the tests; on every PostgreSQL under PGPLUMB_PG, or on the one installed.
test *arguments:
    cargo test --workspace {{arguments}}

# Checks format and lints.
lint:
    .ci/format --check
    cargo clippy --workspace --all-targets -- -D warnings

# Prints how fast the release build reads a schema, beside pg_dump (--all: large schemas and slow networks too).
race *options:
    cargo build --release
    .ci/race {{options}}

# Judges the round trip of every schema of the corpus by pg_dump, on every version or those named.
oracle *majors:
    cargo build --release
    .ci/oracle {{majors}}

# Installs what the checks need: PostgreSQL versions, pgbouncer, Mermaid's parser.
install:
    .ci/install

# Draws a Mermaid diagram as a picture (needs Chromium).
mermaid diagram picture:
    node crates/testkit/mermaid/render.mjs {{diagram}} {{picture}}
