--[if] SELECT FROM pg_catalog.pg_ts_config WHERE oid >= 16384
-- Token types and dictionaries are parallel lists; a token type occurs once per dictionary, in
-- lookup order.
SELECT c.oid, n.nspname::text AS schema, c.cfgname::text AS name, c.cfgowner AS owner
     , pg_catalog.quote_ident(m.nspname) || '.' || pg_catalog.quote_ident(p.prsname) AS parser, t.tokens, t.dictionaries
  FROM pg_catalog.pg_ts_config c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.cfgnamespace
  JOIN pg_catalog.pg_ts_parser p ON p.oid = c.cfgparser
  JOIN pg_catalog.pg_namespace m ON m.oid = p.prsnamespace
  LEFT JOIN LATERAL (
       SELECT pg_catalog.array_agg(coalesce(t.alias, m.maptokentype::text) ORDER BY m.maptokentype, m.mapseqno) AS tokens
            , pg_catalog.array_agg(m.mapdict::pg_catalog.regdictionary::text ORDER BY m.maptokentype, m.mapseqno) AS dictionaries
         FROM pg_catalog.pg_ts_config_map m
         LEFT JOIN pg_catalog.ts_token_type(c.cfgparser) t ON t.tokid = m.maptokentype
        WHERE m.mapcfg = c.oid) t ON true
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass AND d.deptype = 'e')
