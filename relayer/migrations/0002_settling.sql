CREATE TABLE "relay"."limits" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"ends_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relay"."scans" (
	"registry" text PRIMARY KEY NOT NULL,
	"ledger" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "relay"."batches" ADD COLUMN "since_ledger" integer NOT NULL;--> statement-breakpoint
CREATE INDEX "limits_ends" ON "relay"."limits" USING btree ("ends_at");--> statement-breakpoint
CREATE INDEX "orders_open" ON "relay"."orders" USING btree ("state","changed_at") WHERE "relay"."orders"."state" NOT IN ('issued', 'failed', 'expired', 'refunded');