--- kind Subscriptions
--- property publications
--- old
CREATE SUBSCRIPTION sub@ CONNECTION 'dbname=x' PUBLICATION a WITH (connect = false, slot_name = NONE);
--- new
CREATE SUBSCRIPTION sub@ CONNECTION 'dbname=x' PUBLICATION b WITH (connect = false, slot_name = NONE);
--- statement ALTER SUBSCRIPTION sub@ SET PUBLICATION b WITH (refresh = false)
--- back ALTER SUBSCRIPTION sub@ SET PUBLICATION a WITH (refresh = false)
--- property options
--- old
CREATE SUBSCRIPTION sub@ CONNECTION 'dbname=x' PUBLICATION a WITH (connect = false, slot_name = NONE);
--- new
CREATE SUBSCRIPTION sub@ CONNECTION 'dbname=x' PUBLICATION a WITH (connect = false, slot_name = NONE, binary = true, streaming = true, synchronous_commit = on);
--- statement ALTER SUBSCRIPTION sub@ SET (
--- back ALTER SUBSCRIPTION sub@ SET (
--- property behaviour on errors
--- versions 15+
--- old
CREATE SUBSCRIPTION sub@ CONNECTION 'dbname=x' PUBLICATION a WITH (connect = false, slot_name = NONE);
--- new
CREATE SUBSCRIPTION sub@ CONNECTION 'dbname=x' PUBLICATION a WITH (connect = false, slot_name = NONE, disable_on_error = true);
--- statement ALTER SUBSCRIPTION sub@ SET (disable_on_error = true)
--- property `origin`, `password_required`, `run_as_owner`
--- versions 16+
--- old
CREATE SUBSCRIPTION sub@ CONNECTION 'dbname=x' PUBLICATION a WITH (connect = false, slot_name = NONE);
--- new
CREATE SUBSCRIPTION sub@ CONNECTION 'dbname=x' PUBLICATION a WITH (connect = false, slot_name = NONE, origin = none, password_required = false, run_as_owner = true);
--- statement ALTER SUBSCRIPTION sub@ SET (
--- property slot
--- old
CREATE SUBSCRIPTION sub@ CONNECTION 'dbname=x' PUBLICATION a WITH (connect = false, slot_name = NONE);
--- new
CREATE SUBSCRIPTION sub@ CONNECTION 'dbname=x' PUBLICATION a WITH (connect = false, slot_name = NONE);
ALTER SUBSCRIPTION sub@ SET (slot_name = 'mine');
--- statement ALTER SUBSCRIPTION sub@ SET (slot_name = 'mine')
--- back ALTER SUBSCRIPTION sub@ SET (slot_name = NONE)
--- property comment
--- old
CREATE SUBSCRIPTION sub@ CONNECTION 'dbname=x' PUBLICATION a WITH (connect = false, slot_name = NONE);
--- new
CREATE SUBSCRIPTION sub@ CONNECTION 'dbname=x' PUBLICATION a WITH (connect = false, slot_name = NONE);
COMMENT ON SUBSCRIPTION sub@ IS 'in';
--- statement COMMENT ON SUBSCRIPTION sub@ IS
