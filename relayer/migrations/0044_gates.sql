CREATE TABLE "relay"."gate_entries" (
	"event" text NOT NULL,
	"chain_order" bigint NOT NULL,
	"index" smallint NOT NULL,
	"nonce" uuid NOT NULL,
	"gate" uuid NOT NULL,
	"entered_at" timestamp with time zone NOT NULL,
	"inside" boolean NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "gate_entries_event_chain_order_index_pk" PRIMARY KEY("event","chain_order","index")
);
--> statement-breakpoint
CREATE TABLE "relay"."gate_scans" (
	"nonce" uuid PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"gate" uuid NOT NULL,
	"device" uuid,
	"person" text,
	"why" text,
	"chain_order" bigint,
	"index" smallint,
	"direction" text NOT NULL,
	"decided_by" text NOT NULL,
	"answer" jsonb NOT NULL,
	"scanned_at" timestamp with time zone NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"conflicts_with" uuid,
	"undone_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "relay"."gate_devices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"gate" uuid NOT NULL,
	"event" text NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"code_ends_at" timestamp with time zone NOT NULL,
	"public_key" "bytea",
	"label" text,
	"enrolled_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "gate_devices_codeHash_unique" UNIQUE("code_hash")
);
--> statement-breakpoint
CREATE TABLE "relay"."gate_events" (
	"event" text PRIMARY KEY NOT NULL,
	"reentry" text DEFAULT 'none' NOT NULL,
	"divided" boolean DEFAULT false NOT NULL,
	"opens_at" integer,
	"closes_at" integer,
	"freeze_at" integer,
	"cancelled" boolean DEFAULT false NOT NULL,
	"read_at" timestamp with time zone,
	"listed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "relay"."gate_tickets" (
	"event" text NOT NULL,
	"chain_order" bigint NOT NULL,
	"index" smallint NOT NULL,
	"tier" smallint NOT NULL,
	"owner" text NOT NULL,
	"custodial" boolean NOT NULL,
	"used" boolean NOT NULL,
	"refunded" boolean NOT NULL,
	"read_ledger" integer NOT NULL,
	"changed_ledger" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "gate_tickets_event_chain_order_index_pk" PRIMARY KEY("event","chain_order","index")
);
--> statement-breakpoint
CREATE TABLE "relay"."gates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"name" text NOT NULL,
	"tiers" smallint[],
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "gate_entries_gate" ON "relay"."gate_entries" USING btree ("event","gate");--> statement-breakpoint
CREATE INDEX "gate_scans_event" ON "relay"."gate_scans" USING btree ("event","recorded_at");--> statement-breakpoint
CREATE INDEX "gate_scans_conflicts" ON "relay"."gate_scans" USING btree ("event") WHERE "relay"."gate_scans"."conflicts_with" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "gate_devices_event" ON "relay"."gate_devices" USING btree ("event");--> statement-breakpoint
CREATE UNIQUE INDEX "gates_name" ON "relay"."gates" USING btree ("event",lower("name")) WHERE "relay"."gates"."ended_at" IS NULL;