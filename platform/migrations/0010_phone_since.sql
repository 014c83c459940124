ALTER TABLE "platform"."identities" ADD COLUMN "phone_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "platform"."sessions" ADD COLUMN "phone_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "platform"."held_shares" ADD COLUMN "starts_at" timestamp with time zone;--> statement-breakpoint
-- Of documents from before, nobody noted when the event starts.
UPDATE "platform"."held_shares" SET "starts_at" = "created_at" + interval '10 years';--> statement-breakpoint
ALTER TABLE "platform"."held_shares" ALTER COLUMN "starts_at" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "held_shares_starts_at_index" ON "platform"."held_shares" USING btree ("starts_at");