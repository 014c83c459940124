CREATE TABLE "relay"."guardian_acts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"act" text NOT NULL,
	"hours" integer,
	"state" text NOT NULL,
	"by" text NOT NULL,
	"second_by" text,
	"signed_by" text,
	"withdrawn_by" text,
	"note" text NOT NULL,
	"since_ledger" integer,
	"tx_hash" text,
	"ledger" integer,
	"agreed_at" timestamp with time zone,
	"wake_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "guardian_acts_open" ON "relay"."guardian_acts" USING btree ("event") WHERE "relay"."guardian_acts"."state" IN ('proposed', 'agreed');--> statement-breakpoint
CREATE INDEX "guardian_acts_event" ON "relay"."guardian_acts" USING btree ("event","created_at");--> statement-breakpoint
CREATE INDEX "guardian_acts_wake" ON "relay"."guardian_acts" USING btree ("wake_at") WHERE "relay"."guardian_acts"."wake_at" IS NOT NULL;--> statement-breakpoint
-- Rules that hold even when a program is wrong: a freeze is signed once two persons want it.
ALTER TABLE relay.guardian_acts ADD CONSTRAINT guardian_acts_two CHECK (act <> 'freeze' OR state NOT IN ('agreed', 'done', 'lapsed') OR (second_by IS NOT NULL AND second_by <> by));
--> statement-breakpoint
ALTER TABLE relay.guardian_acts ADD CONSTRAINT guardian_acts_hours CHECK ((act = 'freeze') = (hours IS NOT NULL) AND hours BETWEEN 1 AND 168);
--> statement-breakpoint
ALTER TABLE relay.guardian_acts ADD CONSTRAINT guardian_acts_ended CHECK ((state IN ('proposed', 'agreed')) = (ended_at IS NULL));
