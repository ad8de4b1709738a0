--- kind Conversions
--- property owner and comment
--- old
CREATE CONVERSION app@.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
--- new
CREATE CONVERSION app@.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
ALTER CONVERSION app@.latin OWNER TO alice;
COMMENT ON CONVERSION app@.latin IS 'western';
--- statement ALTER CONVERSION app@.latin OWNER TO alice
--- statement COMMENT ON CONVERSION app@.latin IS
--- property default, encodings, function
--- old
CREATE CONVERSION app@.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
--- new
CREATE DEFAULT CONVERSION app@.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
--- recreated no statement changes the definition of a conversion
--- back recreated no statement changes the definition of a conversion
