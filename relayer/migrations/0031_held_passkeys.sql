CREATE TABLE "relay"."held_passkeys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account" uuid NOT NULL,
	"passkey_id" text NOT NULL,
	"public_key" "bytea" NOT NULL,
	"counter" bigint NOT NULL,
	"name" text NOT NULL,
	"by" text NOT NULL,
	"language" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"told_at" timestamp with time zone,
	"settled_at" timestamp with time zone,
	"removed_at" timestamp with time zone,
	"removal_told_at" timestamp with time zone
);
--> statement-breakpoint
-- The one that each account has: pinned when it was opened, so nobody has to be told of it.
INSERT INTO relay.held_passkeys (account, passkey_id, public_key, counter, name, by, language, created_at, told_at, settled_at)
SELECT account, passkey_id, public_key, counter, 'Passkey', 'open', 'en', created_at, created_at, created_at FROM relay.held_accounts;--> statement-breakpoint
ALTER TABLE "relay"."held_accounts" DROP CONSTRAINT "held_accounts_passkeyId_unique";--> statement-breakpoint
ALTER TABLE "relay"."held_accounts" ADD COLUMN "reset" uuid;--> statement-breakpoint
ALTER TABLE "relay"."held_addresses" ADD COLUMN "stop_code" text;--> statement-breakpoint
CREATE UNIQUE INDEX "held_passkeys_signing" ON "relay"."held_passkeys" USING btree ("passkey_id") WHERE "relay"."held_passkeys"."removed_at" IS NULL;--> statement-breakpoint
CREATE INDEX "held_passkeys_account" ON "relay"."held_passkeys" USING btree ("account");--> statement-breakpoint
ALTER TABLE "relay"."held_accounts" DROP COLUMN "passkey_id";--> statement-breakpoint
ALTER TABLE "relay"."held_accounts" DROP COLUMN "public_key";--> statement-breakpoint
ALTER TABLE "relay"."held_accounts" DROP COLUMN "counter";--> statement-breakpoint
ALTER TABLE "relay"."held_addresses" ADD CONSTRAINT "held_addresses_stopCode_unique" UNIQUE("stop_code");--> statement-breakpoint
-- Rules that hold even when a program is wrong.
ALTER TABLE relay.held_passkeys ADD CONSTRAINT held_passkeys_settled CHECK (settled_at IS NULL OR told_at IS NOT NULL);--> statement-breakpoint
CREATE FUNCTION relay.keep_held_passkey() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM relay.held_passkeys WHERE account = OLD.account AND removed_at IS NULL) THEN
		RAISE EXCEPTION 'account % keeps a passkey', OLD.account;
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE CONSTRAINT TRIGGER keep_held_passkey AFTER UPDATE OR DELETE ON relay.held_passkeys
	DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION relay.keep_held_passkey();
