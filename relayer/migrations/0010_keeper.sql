CREATE TABLE "relay"."keeper_events" (
	"event" text PRIMARY KEY NOT NULL,
	"no" integer NOT NULL,
	"changed_ledger" integer NOT NULL,
	"read_ledger" integer DEFAULT 0 NOT NULL,
	"wake_at" timestamp with time zone,
	"small_since" timestamp with time zone,
	"keep_until" timestamp with time zone,
	"wasm_hash" text,
	"orders_missing" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relay"."keeper_scans" (
	"registry" text PRIMARY KEY NOT NULL,
	"ledger" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relay"."kept_entries" (
	"key" text PRIMARY KEY NOT NULL,
	"event" text,
	"kind" text NOT NULL,
	"live_until" integer,
	"checked_ledger" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX "keeper_events_changed" ON "relay"."keeper_events" USING btree ("event") WHERE "relay"."keeper_events"."changed_ledger" > "relay"."keeper_events"."read_ledger";--> statement-breakpoint
CREATE INDEX "keeper_events_wake" ON "relay"."keeper_events" USING btree ("wake_at") WHERE "relay"."keeper_events"."wake_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "kept_entries_live" ON "relay"."kept_entries" USING btree ("live_until","checked_ledger");