--[nonempty] pg_subscription
-- The connection string is a secret and never read. Only subscriptions of the current database are
-- read.
SELECT s.oid, s.subname::text AS name, s.subowner AS owner, s.subenabled AS enabled, s.subslotname::text AS slot_name
     , s.subpublications AS publications, s.subsynccommit AS synchronous_commit, s.subbinary AS "binary"
--[-15]     , CASE WHEN s.substream THEN 't' ELSE 'f' END AS streaming
--[16+]     , s.substream::text AS streaming
--[-14]     , false AS two_phase, false AS disable_on_error
--[15+]     , s.subtwophasestate <> 'd' AS two_phase, s.subdisableonerr AS disable_on_error
--[-15]     , true AS password_required, false AS run_as_owner, NULL::text AS origin
--[16+]     , s.subpasswordrequired AS password_required, s.subrunasowner AS run_as_owner, s.suborigin AS origin
--[-16]     , false AS failover
--[17+]     , s.subfailover AS failover
--[-18]     , NULL::text AS server, false AS retain_dead_tuples, 0 AS max_retention_duration, '-1' AS wal_receiver_timeout
--[19+]     , f.srvname::text AS server, s.subretaindeadtuples AS retain_dead_tuples, s.submaxretention AS max_retention_duration
--[19+]     , s.subwalrcvtimeout AS wal_receiver_timeout
  FROM pg_catalog.pg_subscription s
--[19+]  LEFT JOIN pg_catalog.pg_foreign_server f ON f.oid = s.subserver
 WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
   AND s.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_subscription'::pg_catalog.regclass AND d.deptype = 'e')
