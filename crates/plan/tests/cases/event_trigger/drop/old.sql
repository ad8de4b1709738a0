CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER noted ON sql_drop EXECUTE FUNCTION note();
CREATE TABLE item (id int);
