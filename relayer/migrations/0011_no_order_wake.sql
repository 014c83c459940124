DROP INDEX "relay"."orders_wake";--> statement-breakpoint
ALTER TABLE "relay"."orders" DROP COLUMN "wake_at";