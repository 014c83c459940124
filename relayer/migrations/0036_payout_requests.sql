CREATE TABLE "relay"."payout_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"payee" smallint,
	"state" text NOT NULL,
	"by" text NOT NULL,
	"note" text NOT NULL,
	"paid" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"left_out" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"reason" text,
	"tx_hash" text,
	"ledger" integer,
	"envelope" text,
	"valid_until" numeric(20, 0),
	"since_ledger" integer,
	"attempts" integer DEFAULT 0 NOT NULL,
	"waits_for" text,
	"wake_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "payout_requests_open" ON "relay"."payout_requests" USING btree ("event",coalesce("payee", -1)) WHERE "relay"."payout_requests"."state" = 'asked';--> statement-breakpoint
CREATE INDEX "payout_requests_event" ON "relay"."payout_requests" USING btree ("event","created_at");--> statement-breakpoint
CREATE INDEX "payout_requests_wake" ON "relay"."payout_requests" USING btree ("wake_at") WHERE "relay"."payout_requests"."wake_at" IS NOT NULL;--> statement-breakpoint
-- Rules that hold even when a program is wrong.
ALTER TABLE relay.payout_requests ADD CONSTRAINT payout_requests_ended CHECK ((state = 'asked') = (ended_at IS NULL) AND (state = 'failed') = (reason IS NOT NULL) AND (state <> 'paid' OR tx_hash IS NOT NULL));
