CREATE TABLE "relay"."handovers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_no" bigint NOT NULL,
	"event" text NOT NULL,
	"index" smallint NOT NULL,
	"state" text NOT NULL,
	"kind" text NOT NULL,
	"key" "bytea" NOT NULL,
	"sealed" "bytea",
	"language" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"claimed_by" text,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "handovers_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "relay"."wallet_moves" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_no" bigint NOT NULL,
	"event" text NOT NULL,
	"chain_order" bigint NOT NULL,
	"mask" integer NOT NULL,
	"to_address" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"wake_at" timestamp with time zone,
	"tx_hash" text,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "relay"."links" ADD COLUMN "handover_id" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "handovers_ticket" ON "relay"."handovers" USING btree ("order_no","index") WHERE "relay"."handovers"."state" IN ('offered', 'claimed');--> statement-breakpoint
CREATE INDEX "handovers_open" ON "relay"."handovers" USING btree ("expires_at") WHERE "relay"."handovers"."state" = 'offered';--> statement-breakpoint
CREATE INDEX "handovers_to" ON "relay"."handovers" USING btree ("key") WHERE "relay"."handovers"."state" = 'offered';--> statement-breakpoint
CREATE INDEX "handovers_claimed" ON "relay"."handovers" USING btree ("claimed_by","ended_at") WHERE "relay"."handovers"."claimed_by" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "wallet_moves_order" ON "relay"."wallet_moves" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "wallet_moves_wake" ON "relay"."wallet_moves" USING btree ("wake_at") WHERE "relay"."wallet_moves"."wake_at" IS NOT NULL;--> statement-breakpoint
-- Rules that hold even when a program is wrong.
ALTER TABLE relay.handovers ADD CONSTRAINT handovers_claimed_by CHECK ((state = 'claimed') = (claimed_by IS NOT NULL));
--> statement-breakpoint
ALTER TABLE relay.handovers ADD CONSTRAINT handovers_ended CHECK ((state = 'offered') = (ended_at IS NULL));
--> statement-breakpoint
ALTER TABLE relay.wallet_moves ADD CONSTRAINT wallet_moves_ended CHECK ((state = 'waiting') = (wake_at IS NOT NULL) AND (state = 'waiting') = (ended_at IS NULL) AND mask > 0);
