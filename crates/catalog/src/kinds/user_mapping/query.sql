--[nonempty] pg_foreign_server
-- The view shows options only to roles that may use them, so hidden options differ from no options.
-- A value that may be a secret, judged by the option's name or the value, never leaves the server.
SELECT m.umid AS oid, nullif(m.umuser, 0) AS role, m.srvname::text AS server, p.options, p.secret_options
     , m.umoptions IS NULL AND NOT coalesce(
         CASE WHEN m.umuser = 0 THEN pg_catalog.pg_has_role(s.srvowner, 'USAGE')
              ELSE r.rolname = current_user AND (pg_catalog.pg_has_role(s.srvowner, 'USAGE') OR pg_catalog.has_server_privilege(s.oid, 'USAGE')) END
         OR (SELECT u.rolsuper FROM pg_catalog.pg_roles u WHERE u.rolname = current_user), false) AS options_hidden
  FROM pg_catalog.pg_user_mappings m
  JOIN pg_catalog.pg_foreign_server s ON s.oid = m.srvid
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = m.umuser
  LEFT JOIN LATERAL (
       SELECT pg_catalog.array_agg(p.name || '=' || p.value ORDER BY p.name) FILTER (WHERE NOT p.is_secret) AS options
            , pg_catalog.array_agg(p.name ORDER BY p.name) FILTER (WHERE p.is_secret) AS secret_options
         FROM (SELECT o.name, o.value
                    , o.name ~* 'pass(w|$|_|file|phrase|key)|pwd|secret|token|credential|bearer|jwt|private|key$'
                      AND o.name !~* '^ssl_?key$|[_-](name|required|url|uri|file|path|type|lifetime|timeout)$'
                      OR o.value ~* '://[^/?#@[:space:]]*:[^/?#@[:space:]]*@|-----BEGIN|(pass|password|passwd|passphrase|pwd|secret|token|key)[[:space:]]*='
                      OR o.value = 'secret-left-out' AS is_secret
                 FROM (SELECT o.option_name, coalesce(o.option_value, '') FROM pg_catalog.pg_options_to_table(m.umoptions) o) o(name, value)) p) p ON true
 WHERE m.umid >= 16384
   AND m.umid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_user_mapping'::pg_catalog.regclass AND d.deptype = 'e')
