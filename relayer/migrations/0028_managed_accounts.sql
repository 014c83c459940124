CREATE TABLE "relay"."managed_accounts" (
	"account" uuid PRIMARY KEY NOT NULL,
	"address" text NOT NULL,
	"passkey_id" text NOT NULL,
	"public_key" "bytea" NOT NULL,
	"counter" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "managed_accounts_address_unique" UNIQUE("address"),
	CONSTRAINT "managed_accounts_passkeyId_unique" UNIQUE("passkey_id")
);
--> statement-breakpoint
CREATE TABLE "relay"."managed_acts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account" uuid NOT NULL,
	"kind" text NOT NULL,
	"shown" text NOT NULL,
	"payload" text NOT NULL,
	"challenge" text NOT NULL,
	"amount" numeric(39, 0) NOT NULL,
	"state" text NOT NULL,
	"hash" text,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"signed_at" timestamp with time zone,
	CONSTRAINT "managed_acts_challenge_unique" UNIQUE("challenge")
);
--> statement-breakpoint
CREATE TABLE "relay"."managed_addresses" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account" uuid NOT NULL,
	"address" text NOT NULL,
	"language" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"told_at" timestamp with time zone,
	"usable_at" timestamp with time zone,
	"removed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "relay"."line_offers" (
	"channel" integer PRIMARY KEY NOT NULL,
	"account_key" "bytea" NOT NULL,
	"address_key" "bytea" NOT NULL,
	"hash" text NOT NULL,
	"until" timestamp with time zone NOT NULL,
	CONSTRAINT "line_offers_accountKey_unique" UNIQUE("account_key")
);
--> statement-breakpoint
ALTER TABLE "relay"."paid_fees" ADD COLUMN "reserve" numeric(39, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "managed_acts_account" ON "relay"."managed_acts" USING btree ("account","created_at");--> statement-breakpoint
CREATE INDEX "managed_addresses_account" ON "relay"."managed_addresses" USING btree ("account");--> statement-breakpoint
-- Rules that hold even when a program is wrong.
ALTER TABLE relay.managed_acts ADD CONSTRAINT managed_acts_signed CHECK ((state = 'signed') = (signed_at IS NOT NULL) AND amount >= 0);
