CREATE PROCEDURE archive(before date, INOUT archived integer DEFAULT 0) LANGUAGE sql AS 'SELECT 1';
