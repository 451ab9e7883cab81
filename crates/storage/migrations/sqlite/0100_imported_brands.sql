-- The brand that a line describes besides: the Trust Product that it was made into, which names the registration of the brand,
-- and a keyed hash of what the line says of it.
ALTER TABLE imported_customers ADD COLUMN product_sid TEXT;
ALTER TABLE imported_customers ADD COLUMN brand_hash BLOB;
