--[late]
SELECT s.seqrelid AS oid, pg_catalog.format_type(s.seqtypid, NULL) AS data_type, s.seqstart AS start, s.seqincrement AS increment
     , s.seqmax AS maximum, s.seqmin AS minimum, s.seqcache AS cache, s.seqcycle AS cycle
  FROM pg_catalog.pg_sequence s
--[restricted] WHERE s.seqrelid = ANY ($related)
