CREATE COLLATION plain (LOCALE = 'C');
COMMENT ON COLLATION plain IS 'by bytes';
CREATE TABLE item (label text COLLATE plain);
