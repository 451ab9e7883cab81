-- Stands in for Citus: its catalog and its functions under their names and signatures, refusing what Citus documents
-- that it refuses, and writing down what was asked. Nothing is moved anywhere.

CREATE TABLE pg_dist_partition (logicalrelid regclass NOT NULL PRIMARY KEY, partmethod "char" NOT NULL);
CREATE TABLE pg_dist_node (groupid INT NOT NULL, nodename TEXT NOT NULL);
CREATE TABLE standin_calls (place BIGINT GENERATED ALWAYS AS IDENTITY, call TEXT NOT NULL);

CREATE FUNCTION create_distributed_table(
    table_name regclass, distribution_column TEXT, distribution_type TEXT DEFAULT 'hash', colocate_with TEXT DEFAULT 'default'
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = table_name) THEN
        RAISE EXCEPTION 'table % is already distributed', table_name;
    END IF;
    IF current_setting('citus.multi_shard_modify_mode', true) IS DISTINCT FROM 'sequential' THEN
        RAISE EXCEPTION 'cannot distribute % in parallel within one transaction', table_name;
    END IF;
    IF colocate_with NOT IN ('default', 'none')
        AND NOT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = colocate_with::regclass) THEN
        RAISE EXCEPTION 'relation % is not distributed', colocate_with;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_index AS i WHERE i.indrelid = table_name AND i.indisunique AND NOT EXISTS (
        SELECT 1 FROM pg_attribute AS a
        WHERE a.attrelid = table_name AND a.attname = distribution_column AND a.attnum = ANY (i.indkey::INT2[]))) THEN
        RAISE EXCEPTION 'cannot create constraint on %: it lacks the distribution column', table_name;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_constraint AS c WHERE c.contype = 'f' AND table_name IN (c.conrelid, c.confrelid)) THEN
        RAISE EXCEPTION 'a foreign key of % cannot be enforced while it moves', table_name;
    END IF;
    INSERT INTO pg_dist_partition VALUES (table_name, 'h');
    INSERT INTO standin_calls (call) VALUES (format('distribute %s by %s beside %s', table_name, distribution_column, colocate_with));
END $$;

CREATE FUNCTION citus_add_local_table_to_metadata(table_name regclass, cascade_via_foreign_keys BOOLEAN DEFAULT false)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = table_name) THEN
        RAISE EXCEPTION 'table % is already distributed', table_name;
    END IF;
    INSERT INTO pg_dist_partition VALUES (table_name, 'n');
    INSERT INTO standin_calls (call) VALUES (format('keep %s', table_name));
END $$;

CREATE FUNCTION truncate_local_data_after_distributing_table(function_name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = function_name AND partmethod = 'h') THEN
        RAISE EXCEPTION 'table % is not distributed', function_name;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_constraint AS c WHERE c.contype = 'f' AND c.confrelid = function_name
        AND NOT EXISTS (SELECT 1 FROM pg_dist_partition AS d WHERE d.logicalrelid = c.conrelid)) THEN
        RAISE EXCEPTION 'cannot truncate a table referenced in a foreign key constraint by a local table';
    END IF;
    EXECUTE format('TRUNCATE %s CASCADE', function_name);
    INSERT INTO standin_calls (call) VALUES (format('truncate %s', function_name));
END $$;
