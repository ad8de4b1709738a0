-- Privileges, row security and policies on each kind of object that an extension can own.
GRANT SELECT ON "Kept" TO alice;
GRANT SELECT ("Odd column"), UPDATE ("Odd column") ON "Kept" TO bob;
GRANT USAGE ON SEQUENCE "Kept_id" TO bob;
GRANT EXECUTE ON PROCEDURE refresh(int) TO bob;
REVOKE EXECUTE ON FUNCTION total(int) FROM PUBLIC;
GRANT SELECT ON m TO bob;
GRANT SELECT ON far TO bob;
GRANT USAGE ON SCHEMA own TO bob;
GRANT USAGE ON FOREIGN DATA WRAPPER own TO bob;
GRANT USAGE ON FOREIGN SERVER own TO bob;
CREATE FUNCTION sees(int) RETURNS bool LANGUAGE sql AS 'SELECT true';
CREATE POLICY "Odd policy" ON "Kept" AS RESTRICTIVE FOR UPDATE TO bob, alice USING (sees(id)) WITH CHECK ("Odd column" <> '');
COMMENT ON POLICY "Odd policy" ON "Kept" IS 'kept';
ALTER TABLE "Kept" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
