CREATE FOREIGN DATA WRAPPER wrapper;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER wrapper;
CREATE FOREIGN TABLE orders (
    id integer OPTIONS (column_name 'ID') NOT NULL,
    note text DEFAULT 'none',
    CONSTRAINT positive CHECK (id > 0)
) SERVER elsewhere OPTIONS (table_name 'Orders');
