CREATE FOREIGN DATA WRAPPER own;
CREATE SERVER far FOREIGN DATA WRAPPER own;
CREATE FOREIGN TABLE stock (
    id int,
    widened int NOT NULL,
    narrowed bigint,
    to_text int DEFAULT 1,
    collated text COLLATE "C",
    counted int,
    stored text,
    option_added text,
    option_dropped text OPTIONS (a '1', b '2'),
    computed int GENERATED ALWAYS AS (1 + 1) STORED
) SERVER far;
ALTER FOREIGN TABLE stock ALTER counted SET STATISTICS 100, ALTER counted SET (n_distinct = 5);
COMMENT ON COLUMN stock.id IS 'old';
CREATE VIEW used AS SELECT id, widened, to_text, stored FROM stock;
