CREATE TABLE "relay"."static_passes" (
	"event" text NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"ticket" numeric(20, 0) NOT NULL,
	"owner" text NOT NULL,
	"order_no" bigint,
	"handover" uuid,
	"way" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "static_passes_event_code_hash_pk" PRIMARY KEY("event","code_hash")
);
--> statement-breakpoint
ALTER TABLE "relay"."gate_events" ADD COLUMN "static_tiers" smallint[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "static_passes_ticket" ON "relay"."static_passes" USING btree ("event","ticket") WHERE "relay"."static_passes"."ended_at" IS NULL;