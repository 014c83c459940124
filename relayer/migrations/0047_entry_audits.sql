CREATE TABLE "relay"."gate_audits" (
	"event" text PRIMARY KEY NOT NULL,
	"audited_at" timestamp with time zone,
	"late" integer DEFAULT 0 NOT NULL,
	"held" integer DEFAULT 0 NOT NULL,
	"held_for" text,
	"unscanned" integer DEFAULT 0 NOT NULL,
	"twice" integer DEFAULT 0 NOT NULL,
	"samples" jsonb DEFAULT '{"late":[],"unscanned":[],"twice":[]}'::jsonb NOT NULL,
	"failed_at" timestamp with time zone,
	"failed_for" text
);
--> statement-breakpoint
ALTER TABLE "relay"."gate_devices" ADD COLUMN "listed_at" timestamp with time zone;