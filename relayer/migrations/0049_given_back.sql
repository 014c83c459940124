ALTER TABLE "relay"."gate_audits" ALTER COLUMN "samples" SET DEFAULT '{"late":[],"unscanned":[],"twice":[],"givenBack":[]}'::jsonb;--> statement-breakpoint
ALTER TABLE "relay"."gate_audits" ADD COLUMN "given_back" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE "relay"."gate_audits" SET "samples" = "samples" || '{"givenBack":[]}'::jsonb;
