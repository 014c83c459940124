CREATE TABLE "relay"."gifts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"tier" smallint NOT NULL,
	"nonce" numeric(20, 0) NOT NULL,
	"reference" text NOT NULL,
	"owner" text NOT NULL,
	"chain_order" bigint NOT NULL,
	"kind" text NOT NULL,
	"key" "bytea" NOT NULL,
	"sealed" "bytea",
	"language" text NOT NULL,
	"state" text NOT NULL,
	"tx_hashes" text[] DEFAULT '{}' NOT NULL,
	"valid_until" numeric(20, 0) NOT NULL,
	"valid_ledger" integer NOT NULL,
	"wake_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "gifts_reference_unique" UNIQUE("reference")
);
--> statement-breakpoint
CREATE INDEX "gifts_event" ON "relay"."gifts" USING btree ("event","created_at");--> statement-breakpoint
CREATE INDEX "gifts_wake" ON "relay"."gifts" USING btree ("wake_at") WHERE "relay"."gifts"."wake_at" IS NOT NULL;--> statement-breakpoint
ALTER TABLE relay.orders DROP CONSTRAINT orders_amounts;--> statement-breakpoint
ALTER TABLE relay.orders ADD CONSTRAINT orders_amounts CHECK (qty BETWEEN 1 AND 20 AND amount_kes % 100 = 0 AND CASE provider WHEN 'gift' THEN amount_kes = 0 AND amount_usdc = 0 ELSE amount_kes > 0 AND amount_usdc > 0 END);
