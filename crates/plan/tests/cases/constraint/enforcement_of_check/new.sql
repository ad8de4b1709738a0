CREATE TABLE parent (id int PRIMARY KEY, price int CONSTRAINT loosened CHECK (price > 0) NOT ENFORCED, size int CONSTRAINT tightened CHECK (size > 0));
CREATE TABLE child () INHERITS (parent);
CREATE TABLE whole (a int, CONSTRAINT loosened CHECK (a > 0) NOT ENFORCED) PARTITION BY RANGE (a);
CREATE TABLE part PARTITION OF whole FOR VALUES FROM (0) TO (10);
CREATE TABLE other (a int CONSTRAINT changed CHECK (a > 1) NOT ENFORCED, b int CONSTRAINT commented CHECK (b > 0) NOT ENFORCED);
COMMENT ON CONSTRAINT loosened ON parent IS 'same';
COMMENT ON CONSTRAINT commented ON other IS 'for the planner only';
