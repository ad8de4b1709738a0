-- The schema that inheritance.py describes.
CREATE TYPE staff_kind AS ENUM ('person', 'manager', 'engineer', 'intern');

CREATE TABLE staff (
    id integer PRIMARY KEY,
    kind staff_kind NOT NULL,
    name text NOT NULL,
    budget numeric,
    language text,
    seniority integer,
    hired_at timestamptz,
    mentor_note text
);

CREATE TABLE contractors (
    id integer PRIMARY KEY REFERENCES staff,
    agency text NOT NULL,
    rate numeric NOT NULL
);

CREATE TABLE accounts (
    id integer PRIMARY KEY,
    created_at timestamptz NOT NULL,
    title text NOT NULL
);

CREATE TABLE pets (
    id integer PRIMARY KEY,
    created_at timestamptz NOT NULL,
    species text NOT NULL,
    is_loud boolean
);
