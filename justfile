# `just` lists common tasks. None of them needs just (https://just.systems): run the lines by hand.

# List the recipes.
default:
    @just --list

# Run what CI runs.
ready *options:
    .ci/run {{options}}

# Run the tests on every PostgreSQL under PGPLUMB_PG, or on the installed one.
test *arguments:
    cargo test --workspace {{arguments}}

# Check format and lints.
lint:
    .ci/format --check
    cargo clippy --workspace --all-targets -- -D warnings

# Print how fast the release build reads a schema, compared with pg_dump (--all: large schemas and slow networks too).
race *options:
    cargo build --release
    .ci/race {{options}}

# Test the round trip of every schema of the corpus with pg_dump, on every version or the given ones.
oracle *majors:
    cargo build --release
    .ci/oracle {{majors}}

# Install the programs that the checks need: PostgreSQL versions, pgbouncer, Mermaid's parser, cargo-machete, cargo-deny.
install:
    .ci/install

# Draw a Mermaid diagram as a picture (needs Chromium).
mermaid diagram picture:
    node crates/testkit/mermaid/render.mjs {{diagram}} {{picture}}

# Build the stripped program and its symbols for distribution.
dist:
    .ci/dist
