ALTER TABLE "relay"."batch_items" ADD COLUMN "splits_version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "relay"."batch_items" ADD COLUMN "terms_version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "relay"."keeper_events" ADD COLUMN "terms_ledger" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "relay"."orders" ADD COLUMN "splits_version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "relay"."orders" ADD COLUMN "terms_version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "relay"."events" ADD COLUMN "splits_version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "relay"."events" ADD COLUMN "closed" text;--> statement-breakpoint
ALTER TABLE "relay"."events" ADD COLUMN "closed_until" numeric(20, 0);--> statement-breakpoint
ALTER TABLE "relay"."events" ADD COLUMN "read_ledger" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
-- Until now only splits changed terms, so one number was both.
UPDATE "relay"."events" SET "splits_version" = "terms_version";--> statement-breakpoint
UPDATE "relay"."orders" o SET "splits_version" = e."splits_version", "terms_version" = e."terms_version" FROM "relay"."events" e WHERE e."event" = o."event";--> statement-breakpoint
UPDATE "relay"."batch_items" i SET "splits_version" = e."splits_version", "terms_version" = e."terms_version" FROM "relay"."events" e WHERE e."event" = i."event";
