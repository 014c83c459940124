CREATE TABLE "platform"."live_messages" (
	"entry" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "platform"."live_messages_entry_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" bigint,
	"channel" text NOT NULL,
	"seq" bigint,
	"message" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "live_messages_id_unique" UNIQUE("id"),
	CONSTRAINT "live_messages_channel_seq_unique" UNIQUE("channel","seq")
);

--> statement-breakpoint
CREATE SEQUENCE platform.live_messages_id;
--> statement-breakpoint
-- Runs at commit. The lock makes publishers commit one after the other, so a reader that has seen an id misses no lower one.
-- Taken this late, it is the last lock of its transaction, so it cannot be part of a deadlock.
CREATE FUNCTION platform.number_live_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(hashtext('live outbox'), hashtext('platform'));
	UPDATE platform.live_messages SET
		id = nextval('platform.live_messages_id'),
		seq = 1 + coalesce((SELECT max(m.seq) FROM platform.live_messages AS m WHERE m.channel = NEW.channel), 0)
	WHERE entry = NEW.entry;
	PERFORM pg_notify('passa_live', '');
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER number_live_message AFTER INSERT ON platform.live_messages DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION platform.number_live_message();
--> statement-breakpoint
-- All that the indexer may read of this schema.
CREATE VIEW platform.live_outbox AS SELECT id, channel, seq, message, NULL::integer AS ledger, created_at FROM platform.live_messages WHERE id IS NOT NULL;
--> statement-breakpoint
GRANT SELECT ON platform.live_outbox TO indexer;
