-- Who looks, such as Grafana: reads, and nothing else. It gets a password by ALTER ROLE, from whoever owns the server.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'weightlapse_read') THEN
    CREATE ROLE weightlapse_read LOGIN NOINHERIT CONNECTION LIMIT 50;
    ALTER ROLE weightlapse_read SET default_transaction_read_only = on;
    ALTER ROLE weightlapse_read SET statement_timeout = '30s';
    ALTER ROLE weightlapse_read SET search_path = weightlapse;
  END IF;
EXCEPTION
  WHEN insufficient_privilege THEN
    RAISE NOTICE 'role weightlapse_read not made: the owner of the server may make it and repeat the grants of this file';
  WHEN duplicate_object OR unique_violation THEN
    NULL; -- another sink of this server was faster
END
$$;

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'weightlapse_read') THEN
    GRANT USAGE ON SCHEMA weightlapse TO weightlapse_read;
    GRANT SELECT ON ALL TABLES IN SCHEMA weightlapse TO weightlapse_read;
    ALTER DEFAULT PRIVILEGES IN SCHEMA weightlapse GRANT SELECT ON TABLES TO weightlapse_read;
  END IF;
END
$$;
