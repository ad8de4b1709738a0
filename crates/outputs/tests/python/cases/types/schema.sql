-- Types whose values depend on the driver.
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TYPE pair AS (a int, b numeric);
CREATE DOMAIN positive AS numeric CHECK (VALUE > 0);
CREATE TYPE span AS RANGE (subtype = float8);

CREATE TABLE every (
    id bigint PRIMARY KEY,
    flag boolean NOT NULL, count integer NOT NULL, ratio double precision NOT NULL, price numeric(8, 2) NOT NULL, worth positive NOT NULL,
    name varchar(40) NOT NULL, code char(2) NOT NULL, data bytea NOT NULL, key uuid NOT NULL,
    day date NOT NULL, at timestamptz NOT NULL, local timestamp(3) NOT NULL, hour time NOT NULL, lasts interval NOT NULL,
    doc jsonb NOT NULL, host inet NOT NULL, net cidr NOT NULL, spot point NOT NULL, words tsvector NOT NULL, bits bit(3) NOT NULL,
    during tstzrange NOT NULL, numbers int4multirange NOT NULL, own span NOT NULL,
    mood mood NOT NULL, moods mood[] NOT NULL, pair pair NOT NULL, names text[] NOT NULL, grid int[][] NOT NULL, days date[]
);
