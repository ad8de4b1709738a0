CREATE FOREIGN DATA WRAPPER own;
CREATE SERVER far FOREIGN DATA WRAPPER own;
CREATE FOREIGN TABLE stock (
    id int NOT NULL,
    widened bigint NOT NULL,
    narrowed smallint DEFAULT 3,
    to_text text DEFAULT 'one',
    collated text COLLATE "POSIX",
    counted int,
    stored text,
    option_added text OPTIONS (a '1'),
    option_dropped text OPTIONS (b '3'),
    computed int GENERATED ALWAYS AS (1 + 1) STORED,
    added date
) SERVER far;
ALTER FOREIGN TABLE stock ALTER counted SET STATISTICS 200, ALTER counted RESET (n_distinct), ALTER stored SET STORAGE external;
CREATE VIEW used AS SELECT id, widened, to_text, stored FROM stock;
