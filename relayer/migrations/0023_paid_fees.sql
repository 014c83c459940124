CREATE TABLE "relay"."paid_fees" (
	"inner_hash" text PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"call" text NOT NULL,
	"state" text NOT NULL,
	"fee" numeric(39, 0) NOT NULL,
	"envelope" text,
	"wallet_key" "bytea" NOT NULL,
	"address_key" "bytea" NOT NULL,
	"device_key" "bytea",
	"account_key" "bytea",
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "paid_fees_created" ON "relay"."paid_fees" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "paid_fees_open" ON "relay"."paid_fees" USING btree ("created_at") WHERE "relay"."paid_fees"."state" = 'open';--> statement-breakpoint
-- Rules that hold even when a program is wrong.
ALTER TABLE relay.paid_fees ADD CONSTRAINT paid_fees_ended CHECK ((state = 'open') = (ended_at IS NULL) AND (state = 'open') = (envelope IS NOT NULL) AND fee >= 0);
