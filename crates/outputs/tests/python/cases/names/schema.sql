-- Names that are not identifiers in Python or that have a meaning there.
CREATE SCHEMA app;

CREATE TYPE odd AS ENUM ('', '3rd party', 'it''s', 'class', 'Open', 'open', 'a-b', 'a b', 'A+', 'A-', 'mro', 'naïve', '名前', E'line\nbreak');
CREATE TYPE app.odd AS ENUM ('same', 'name');
CREATE TYPE nothing AS ENUM ();

CREATE TABLE "class" (id int PRIMARY KEY, "from" text NOT NULL, "two words" text, "3d" bool NOT NULL DEFAULT false, __private text, "str" text, "Optional" int);
CREATE TABLE "Class" (id int PRIMARY KEY);
CREATE TABLE app."class" (id int PRIMARY KEY, metadata jsonb, model_config text, registry text, kind odd[], other app.odd);
COMMENT ON TABLE app."class" IS E'Says """ and \\ and\n  more.';
CREATE TABLE "2fa" (code text);
CREATE TABLE empty ();
