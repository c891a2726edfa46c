"""A PostgreSQL database made as new without copying it: a copy takes twenty times as long.

What stood in it at first is kept beside it, in the schema ``kept``; so is a word of every
change of its structure, after which only a copy will do.
"""

from psycopg import Connection, sql

REMEMBER = """
CREATE SCHEMA kept;
CREATE TABLE kept.numbers AS
    SELECT format('%I.%I', schemaname, sequencename) AS name, last_value, start_value
    FROM pg_sequences;
CREATE TABLE kept.tables AS
    SELECT tablename::text AS name, false AS had_rows FROM pg_tables WHERE schemaname = 'public';
DO $$ DECLARE found record; is_filled boolean; BEGIN
    FOR found IN SELECT name FROM kept.tables LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', found.name) INTO is_filled;
        IF is_filled THEN
            UPDATE kept.tables SET had_rows = true WHERE name = found.name;
            EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I',
                           'rows of ' || found.name, found.name);
        END IF;
    END LOOP;
END $$;

-- Back to the rows and numbers of the first day; the tables that were touched.
CREATE FUNCTION kept.renew() RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE found record; is_touched boolean; touched text[] := '{}';
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);  -- no trigger, no key
    FOR found IN SELECT name, had_rows, format('kept.%I', 'rows of ' || name) AS kept
                 FROM kept.tables LOOP
        EXECUTE CASE WHEN found.had_rows
            THEN format('SELECT EXISTS (SELECT x::text FROM public.%I x EXCEPT ALL
                                        SELECT x::text FROM %s x)
                             OR EXISTS (SELECT x::text FROM %2$s x EXCEPT ALL
                                        SELECT x::text FROM public.%1$I x)',
                        found.name, found.kept)
            ELSE format('SELECT EXISTS (SELECT FROM public.%I)', found.name) END INTO is_touched;
        CONTINUE WHEN NOT is_touched;
        touched := touched || found.name;
        EXECUTE format('DELETE FROM public.%I', found.name);
        IF found.had_rows THEN
            EXECUTE format('INSERT INTO public.%I TABLE %s', found.name, found.kept);
        END IF;
    END LOOP;
    PERFORM setval(name::regclass, coalesce(last_value, start_value), last_value IS NOT NULL)
    FROM kept.numbers;
    RETURN touched;
END $$;

CREATE TABLE kept.altered (command text);
CREATE FUNCTION kept.note() RETURNS event_trigger LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO kept.altered VALUES (tg_tag); END $$;
CREATE EVENT TRIGGER note ON ddl_command_end EXECUTE FUNCTION kept.note();
"""
LEAVE = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def remember(connection: Connection) -> None:
    """Keep what the database holds now, to come back to."""
    connection.execute(REMEMBER)


def renew(connection: Connection) -> bool:
    """Come back to it; False if the structure has changed, and nothing was done."""
    connection.execute(LEAVE)
    [is_altered] = connection.execute("SELECT EXISTS (SELECT FROM kept.altered)").fetchone()
    if is_altered:
        return False
    [touched] = connection.execute("SELECT kept.renew()").fetchone()
    if touched:  # new rows stand in the order in which they come, as in a new table
        names = sql.SQL(", ").join(map(sql.Identifier, touched))
        connection.execute(sql.SQL("VACUUM (INDEX_CLEANUP ON, TRUNCATE ON) {}").format(names))
    return True
