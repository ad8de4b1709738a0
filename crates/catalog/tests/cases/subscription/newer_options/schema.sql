CREATE SUBSCRIPTION full_of CONNECTION 'host=nowhere password=s3cret' PUBLICATION p
    WITH (connect = false, streaming = parallel, two_phase, disable_on_error, password_required = false, run_as_owner, origin = none, failover);
CREATE SUBSCRIPTION default_of CONNECTION 'host=nowhere password=s3cret' PUBLICATION p WITH (connect = false);
