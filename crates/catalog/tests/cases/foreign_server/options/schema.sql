CREATE FOREIGN DATA WRAPPER plain;
GRANT USAGE ON FOREIGN DATA WRAPPER plain TO bob;
CREATE SERVER bare FOREIGN DATA WRAPPER plain;
CREATE SERVER "Odd server" TYPE 'post''gres' VERSION '' FOREIGN DATA WRAPPER plain
    OPTIONS (
        host 'db.example.com', port '5432',
        -- secrets
        access_key 's3cret', "Client-Secret" 's3cret', github_token 's3cret', key 's3cret', sslpassword 's3cret', private_pem 's3cret',
        dsn 'host=x password = s3cret', url 'https://me:s3cret@example.com/x', cert '-----BEGIN PRIVATE KEY----- s3cret',
        connection 'AccountKey=s3cret;Name=x',
        -- none
        password_required 'false', sslkey '/etc/key.pem', api_key_name 'main', token_url 'https://example.com/token', plain_url 'https://example.com:80/x'
    );
ALTER SERVER bare OWNER TO bob;
COMMENT ON SERVER bare IS 'a server';
GRANT USAGE ON FOREIGN SERVER bare TO alice;
