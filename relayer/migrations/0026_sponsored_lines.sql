CREATE TABLE "relay"."line_offers" (
	"channel" integer PRIMARY KEY NOT NULL,
	"account_key" "bytea" NOT NULL,
	"address_key" "bytea" NOT NULL,
	"hash" text NOT NULL,
	"until" timestamp with time zone NOT NULL,
	CONSTRAINT "line_offers_accountKey_unique" UNIQUE("account_key")
);
--> statement-breakpoint
ALTER TABLE "relay"."paid_fees" ADD COLUMN "reserve" numeric(39, 0) DEFAULT 0 NOT NULL;