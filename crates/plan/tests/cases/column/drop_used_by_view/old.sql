CREATE TABLE item (id int, label text, gone text);
CREATE VIEW all_items AS SELECT id, label, gone FROM item;
CREATE VIEW labels AS SELECT label FROM all_items;
GRANT SELECT ON labels TO alice;
COMMENT ON VIEW all_items IS 'kept';
