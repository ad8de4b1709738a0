CREATE TABLE item (id int, label varchar(50));
CREATE FUNCTION first_label() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT label FROM item ORDER BY id LIMIT 1; END;
