CREATE PROCEDURE run(a int) LANGUAGE plpgsql SET work_mem = '8MB' AS 'BEGIN COMMIT; END';
