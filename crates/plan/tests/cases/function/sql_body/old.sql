CREATE TABLE item (id int, label text);
CREATE FUNCTION first_label() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT label FROM item LIMIT 1; END;
