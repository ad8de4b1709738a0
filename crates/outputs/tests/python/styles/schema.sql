-- The schema that the files in this folder describe.
CREATE TYPE project_status AS ENUM ('draft', 'active', 'on_hold', 'done');
CREATE TYPE member_role AS ENUM ('owner', 'member', 'guest');

CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    display_name text,
    role member_role NOT NULL,
    last_seen timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz
);

CREATE TABLE projects (
    id bigint PRIMARY KEY,
    owner_id uuid NOT NULL REFERENCES users,
    title varchar(200) NOT NULL,
    status project_status NOT NULL,
    budget numeric(12, 2),
    tags text[] NOT NULL,
    settings jsonb,
    starts_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz
);

CREATE TABLE comments (
    id bigint PRIMARY KEY,
    project_id bigint NOT NULL REFERENCES projects,
    author_id uuid REFERENCES users,
    body text NOT NULL,
    is_pinned boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz
);
