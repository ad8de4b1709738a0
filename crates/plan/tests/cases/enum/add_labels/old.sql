CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE item (id int, mood mood);
