CREATE TABLE item (id int, label text);
CREATE VIEW labels WITH (security_barrier) AS SELECT id, label FROM item WITH LOCAL CHECK OPTION;
ALTER VIEW labels ALTER label SET DEFAULT 'none';
