CREATE TABLE note (id integer PRIMARY KEY, body text, more text, added text);
CREATE TABLE child () INHERITS (note);
ALTER TABLE ONLY note ALTER body SET STATISTICS 5;
ALTER TABLE note ALTER added SET (n_distinct = 5);
ALTER TABLE note ALTER added SET STATISTICS 7;
ALTER TABLE note ALTER added SET COMPRESSION pglz;
ALTER TABLE child ALTER added SET (n_distinct = 5);
ALTER TABLE child ALTER added SET STATISTICS 9;
