SELECT r.rolname AS name,
    r.rolsuper AS superuser,
    r.rolcreatedb AS create_db,
    r.rolcreaterole AS create_role,
    r.rolinherit AS inherit,
    r.rolcanlogin AS login,
    r.rolreplication AS replication,
    r.rolbypassrls AS bypass_rls,
    r.rolconnlimit AS connection_limit,
    r.rolvaliduntil::pg_catalog.text AS valid_until,
    coalesce(m.memberships, '[]') AS memberships
FROM pg_catalog.pg_roles r
LEFT JOIN (
    SELECT g.member,
        pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
            'role', of.rolname, 'admin', g.admin, 'inherit', g.inherit, 'set', g.set) ORDER BY of.rolname) AS memberships
    FROM (
        -- The last two options exist from version 16.
        SELECT m.member, m.roleid,
            pg_catalog.bool_or(m.admin_option) AS admin,
            pg_catalog.bool_or((pg_catalog.to_jsonb(m) OPERATOR(pg_catalog.->>) 'inherit_option')::pg_catalog.bool) AS inherit,
            pg_catalog.bool_or((pg_catalog.to_jsonb(m) OPERATOR(pg_catalog.->>) 'set_option')::pg_catalog.bool) AS set
        FROM pg_catalog.pg_auth_members m
        GROUP BY m.member, m.roleid
    ) g
    JOIN pg_catalog.pg_roles of ON of.oid = g.roleid
    GROUP BY g.member
) m ON m.member = r.oid
WHERE NOT pg_catalog.starts_with(r.rolname::pg_catalog.text, 'pg_')
ORDER BY r.rolname::pg_catalog.text COLLATE "C"
