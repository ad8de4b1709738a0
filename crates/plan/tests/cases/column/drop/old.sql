CREATE TABLE item (id int, label text, gone text DEFAULT 'x', CONSTRAINT filled CHECK (gone <> ''));
CREATE INDEX item_gone ON item (gone);
