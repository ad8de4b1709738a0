CREATE TABLE note (id integer PRIMARY KEY, body text, more text);
CREATE TABLE child () INHERITS (note);
