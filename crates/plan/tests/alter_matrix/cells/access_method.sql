--- kind Access methods
--- property comment
--- old
CREATE ACCESS METHOD heap@ TYPE TABLE HANDLER heap_tableam_handler;
--- new
CREATE ACCESS METHOD heap@ TYPE TABLE HANDLER heap_tableam_handler;
COMMENT ON ACCESS METHOD heap@ IS 'heap';
--- used
CREATE TABLE app@.t (a integer) USING heap@;
--- statement COMMENT ON ACCESS METHOD heap@ IS
--- property handler
--- setup
CREATE FUNCTION app@.handler(internal) RETURNS table_am_handler LANGUAGE internal AS 'heap_tableam_handler';
--- old
CREATE ACCESS METHOD heap@ TYPE TABLE HANDLER heap_tableam_handler;
--- new
CREATE ACCESS METHOD heap@ TYPE TABLE HANDLER app@.handler;
--- recreated no statement changes the handler of an access method
--- back recreated no statement changes the handler of an access method
