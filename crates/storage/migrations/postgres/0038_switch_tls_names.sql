-- The DNS name of the client certificate by which a switch is known, instead of a secret. Of two switches in use only one has it.
ALTER TABLE switches ADD COLUMN tls_name TEXT COLLATE "C";

CREATE UNIQUE INDEX switches_tls_name ON switches (tls_name) WHERE tls_name IS NOT NULL AND revoked_at IS NULL;
