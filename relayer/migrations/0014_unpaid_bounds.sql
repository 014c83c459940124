DROP INDEX "relay"."pushes_open_phone";--> statement-breakpoint
ALTER TABLE "relay"."orders" ADD COLUMN "proved" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "relay"."orders" ADD COLUMN "address_key" "bytea";--> statement-breakpoint
ALTER TABLE "relay"."orders" ADD COLUMN "device_key" "bytea";--> statement-breakpoint
ALTER TABLE "relay"."pushes" ADD COLUMN "proved" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "relay"."tiers" ADD COLUMN "unpaid" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "orders_unpaid_account" ON "relay"."orders" USING btree ("account") WHERE "relay"."orders"."account" IS NOT NULL AND "relay"."orders"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "orders_unpaid_device" ON "relay"."orders" USING btree ("device_key") WHERE "relay"."orders"."device_key" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "orders_unpaid_address" ON "relay"."orders" USING btree ("address_key") WHERE "relay"."orders"."address_key" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "pushes_open_phone" ON "relay"."pushes" USING btree ("phone_key","proved") WHERE state IN ('queued', 'sending', 'open', 'unknown');--> statement-breakpoint
UPDATE "relay"."tiers" t SET "unpaid" = (SELECT coalesce(sum(o.qty), 0) FROM "relay"."orders" o WHERE o.event = t.event AND o.tier = t.tier AND o.state = 'pending' AND o.holding);--> statement-breakpoint
ALTER TABLE "relay"."tiers" ADD CONSTRAINT "tiers_unpaid" CHECK ("unpaid" >= 0);