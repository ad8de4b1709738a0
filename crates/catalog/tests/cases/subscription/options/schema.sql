-- What every version has.
CREATE SUBSCRIPTION bare CONNECTION 'host=nowhere password=s3cret' PUBLICATION p WITH (connect = false);
CREATE SUBSCRIPTION "Odd one" CONNECTION 'host=nowhere password=s3cret' PUBLICATION "P", a
    WITH (connect = false, slot_name = NONE, binary, streaming = on, synchronous_commit = 'remote_apply');
CREATE SUBSCRIPTION slotted CONNECTION 'host=nowhere password=s3cret' PUBLICATION p WITH (connect = false, slot_name = 'its_slot', streaming = off);
COMMENT ON SUBSCRIPTION bare IS 'not much';
