CREATE SCHEMA app;
CREATE TABLE app.item (id integer, label text);
CREATE UNIQUE INDEX item_id ON app.item (id);
INSERT INTO app.item VALUES (7, 'a');
CREATE SEQUENCE app.numbers;
CREATE TABLE app.other (id integer DEFAULT nextval('app.numbers'), label text);
ALTER SEQUENCE app.numbers OWNED BY app.other.id;
