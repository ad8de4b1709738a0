--[nonempty] pg_event_trigger
SELECT e.oid, e.evtname::text AS name, e.evtowner AS owner, e.evtevent::text AS event, e.evttags AS tags, e.evtenabled::text AS enabled
     , e.evtfoid::pg_catalog.regproc::text AS function
  FROM pg_catalog.pg_event_trigger e
 WHERE e.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass AND d.deptype = 'e')
