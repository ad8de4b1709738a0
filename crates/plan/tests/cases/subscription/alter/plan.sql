COMMENT ON SUBSCRIPTION sub IS 'x';

ALTER SUBSCRIPTION sub SET (binary = true, synchronous_commit = local);

ALTER SUBSCRIPTION sub SET PUBLICATION a, b WITH (refresh = false);
