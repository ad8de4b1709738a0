-- The files in this folder describe the enum, the table, or both.
CREATE TYPE state AS ENUM ('draft', 'active', 'on_hold');

CREATE TABLE item (
    id integer PRIMARY KEY,
    class text NOT NULL,
    state state NOT NULL,
    price numeric(10,2),
    meta jsonb,
    tags text[],
    created timestamptz NOT NULL,
    note text,
    size smallint NOT NULL
);
