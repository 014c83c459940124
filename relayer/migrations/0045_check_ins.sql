CREATE TABLE "relay"."gate_check_ins" (
	"id" uuid PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"orders" jsonb NOT NULL,
	"state" text NOT NULL,
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
ALTER TABLE "relay"."gate_entries" ADD COLUMN "check_in" uuid;--> statement-breakpoint
CREATE INDEX "gate_check_ins_wake" ON "relay"."gate_check_ins" USING btree ("wake_at") WHERE "relay"."gate_check_ins"."wake_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "gate_entries_unbound" ON "relay"."gate_entries" USING btree ("recorded_at") WHERE "relay"."gate_entries"."check_in" IS NULL;