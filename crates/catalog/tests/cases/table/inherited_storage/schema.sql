-- A table whose column is stored as usual, though the table that it inherits it from stores it otherwise.
CREATE SCHEMA app;
CREATE TABLE app.parent (body text, other text);
ALTER TABLE app.parent ALTER body SET STORAGE EXTERNAL;
CREATE TABLE app.child () INHERITS (app.parent);
ALTER TABLE app.child ALTER body SET STORAGE EXTENDED;
CREATE TABLE app.grandchild () INHERITS (app.child);
