--[nonempty] pg_foreign_data_wrapper
-- A value that may be a secret, judged by the option's name or the value, never leaves the server.
SELECT f.oid, f.fdwname::text AS name, f.fdwowner AS owner, f.fdwacl::text[] AS acl, p.options, p.secret_options
     , nullif(f.fdwhandler::oid, 0)::pg_catalog.regproc::text AS handler, nullif(f.fdwvalidator::oid, 0)::pg_catalog.regproc::text AS validator
--[-18]     , NULL::text AS connection
--[19+]     , nullif(f.fdwconnection, 0)::pg_catalog.regproc::text AS connection
  FROM pg_catalog.pg_foreign_data_wrapper f
  LEFT JOIN LATERAL (
       SELECT pg_catalog.array_agg(p.name || '=' || p.value ORDER BY p.name) FILTER (WHERE NOT p.is_secret) AS options
            , pg_catalog.array_agg(p.name ORDER BY p.name) FILTER (WHERE p.is_secret) AS secret_options
         FROM (SELECT o.name, o.value
                    , o.name ~* 'pass(w|$|_|file|phrase|key)|pwd|secret|token|credential|bearer|jwt|private|key$'
                      AND o.name !~* '^ssl_?key$|[_-](name|required|url|uri|file|path|type|lifetime|timeout)$'
                      OR o.value ~* '://[^/?#@[:space:]]*:[^/?#@[:space:]]*@|-----BEGIN|(pass|password|passwd|passphrase|pwd|secret|token|key)[[:space:]]*='
                      OR o.value = 'secret-left-out' AS is_secret
                 FROM (SELECT o.option_name, coalesce(o.option_value, '') FROM pg_catalog.pg_options_to_table(f.fdwoptions) o) o(name, value)) p) p ON true
 WHERE f.oid >= 16384
   AND f.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass AND d.deptype = 'e')
