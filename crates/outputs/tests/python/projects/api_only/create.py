import sqlalchemy

SQL = """
CREATE TYPE ticket_state AS ENUM ('new', 'solved');
CREATE TABLE tickets (id uuid PRIMARY KEY, title text NOT NULL, state ticket_state NOT NULL, opened timestamptz NOT NULL, score numeric);
CREATE TABLE agents (id integer PRIMARY KEY, email text NOT NULL, tags text[] NOT NULL, profile jsonb);
CREATE TABLE rooms (id integer PRIMARY KEY, name text NOT NULL, seats smallint);
CREATE TABLE desks (id integer PRIMARY KEY, room_id integer NOT NULL, high boolean NOT NULL)
"""


def create(engine):
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text(SQL))
