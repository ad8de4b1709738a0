-- Tables that reference each other, form a cycle of three, and reference themselves.
CREATE TABLE company (id int PRIMARY KEY, boss int NOT NULL, parent int REFERENCES company);
CREATE TABLE employee (id int PRIMARY KEY, company int NOT NULL REFERENCES company ON DELETE CASCADE, desk int);
CREATE TABLE desk (id int PRIMARY KEY, employee int REFERENCES employee DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE company ADD FOREIGN KEY (boss) REFERENCES employee;
ALTER TABLE employee ADD FOREIGN KEY (desk) REFERENCES desk ON UPDATE CASCADE;
COMMENT ON CONSTRAINT company_boss_fkey ON company IS 'who decides';
CREATE TABLE apart (id int REFERENCES company, other int);
ALTER TABLE apart ADD CONSTRAINT later FOREIGN KEY (other) REFERENCES desk NOT VALID;
