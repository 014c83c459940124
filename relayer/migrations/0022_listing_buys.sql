CREATE TABLE "relay"."listing_buys" (
	"order_no" bigint PRIMARY KEY NOT NULL,
	"price" numeric(39, 0) NOT NULL,
	"royalty" numeric(39, 0) NOT NULL,
	"seller" text NOT NULL,
	"from_custody" boolean NOT NULL,
	"started_at" timestamp with time zone,
	"envelope" text,
	"valid_until" numeric(20, 0),
	"authorised_until" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"since_ledger" integer,
	"waits_for" text,
	"wake_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "relay"."orders" ADD COLUMN "listing" numeric(20, 0);--> statement-breakpoint
ALTER TABLE "relay"."orders" ADD COLUMN "resales" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "listing_buys_wake" ON "relay"."listing_buys" USING btree ("wake_at") WHERE "relay"."listing_buys"."wake_at" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "orders_listing" ON "relay"."orders" USING btree ("event","listing") WHERE "relay"."orders"."listing" IS NOT NULL AND "relay"."orders"."holding";--> statement-breakpoint
-- Rules that hold even when a program is wrong.
ALTER TABLE relay.orders ADD CONSTRAINT orders_listing_one CHECK (listing IS NULL OR qty = 1);
--> statement-breakpoint
ALTER TABLE relay.listing_buys ADD CONSTRAINT listing_buys_envelope CHECK ((envelope IS NULL) = (valid_until IS NULL) AND royalty >= 0 AND royalty < price);
