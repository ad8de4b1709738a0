ALTER SUBSCRIPTION changed CONNECTION 'host=elsewhere dbname=''a b''';

CREATE SUBSCRIPTION created
    CONNECTION 'service=elsewhere'
    PUBLICATION a
    WITH (connect = false, slot_name = NONE, streaming = off);
ALTER SUBSCRIPTION created OWNER TO postgres;

ALTER SUBSCRIPTION without CONNECTION 'host=nowhere passfile=/a';
