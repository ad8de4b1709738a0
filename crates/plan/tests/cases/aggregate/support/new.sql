CREATE FUNCTION own_support(internal) RETURNS internal LANGUAGE internal AS 'window_row_number_support';
CREATE AGGREGATE gets(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', SUPPORT = own_support);
CREATE AGGREGATE loses(integer) (SFUNC = int4pl, STYPE = integer);
CREATE VIEW used AS SELECT gets(1), loses(2);
