CREATE TABLE "relay"."contacts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_no" bigint,
	"event" text NOT NULL,
	"chain_order" bigint,
	"chain_qty" smallint,
	"buyer_key" "bytea",
	"kind" text NOT NULL,
	"key" "bytea" NOT NULL,
	"sealed" "bytea" NOT NULL,
	"language" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "relay"."links" (
	"key" "bytea" PRIMARY KEY NOT NULL,
	"order_no" bigint,
	"contact_id" uuid
);
--> statement-breakpoint
CREATE TABLE "relay"."notices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_no" bigint,
	"contact_id" uuid,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"wake_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "relay"."orders" ADD COLUMN "language" text DEFAULT 'en' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "contacts_order" ON "relay"."contacts" USING btree ("order_no","key") WHERE "relay"."contacts"."order_no" IS NOT NULL AND "relay"."contacts"."ended_at" IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "contacts_chain_order" ON "relay"."contacts" USING btree ("event","chain_order","key") WHERE "relay"."contacts"."chain_order" IS NOT NULL AND "relay"."contacts"."ended_at" IS NULL;--> statement-breakpoint
CREATE INDEX "contacts_key" ON "relay"."contacts" USING btree ("key","created_at") WHERE "relay"."contacts"."ended_at" IS NULL;--> statement-breakpoint
CREATE INDEX "contacts_of_order" ON "relay"."contacts" USING btree ("order_no") WHERE "relay"."contacts"."order_no" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "contacts_of_chain_order" ON "relay"."contacts" USING btree ("event","chain_order") WHERE "relay"."contacts"."chain_order" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "links_order" ON "relay"."links" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "links_contact" ON "relay"."links" USING btree ("contact_id");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_once" ON "relay"."notices" USING btree ("kind","subject",coalesce("order_no", 0),coalesce("contact_id", '00000000-0000-0000-0000-000000000000'));--> statement-breakpoint
CREATE INDEX "notices_wake" ON "relay"."notices" USING btree ("wake_at") WHERE "relay"."notices"."wake_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "notices_created" ON "relay"."notices" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "notices_order" ON "relay"."notices" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "notices_contact" ON "relay"."notices" USING btree ("contact_id");
--> statement-breakpoint
-- Rules that hold even when a program is wrong.
ALTER TABLE relay.contacts ADD CONSTRAINT contacts_order CHECK ((order_no IS NULL) <> (chain_order IS NULL) AND (chain_order IS NULL) = (buyer_key IS NULL) AND (chain_order IS NULL) = (chain_qty IS NULL));
--> statement-breakpoint
-- A number or an e-mail address is never stored in clear: an HMAC has 32 bytes, and sealing adds 28.
ALTER TABLE relay.contacts ADD CONSTRAINT contacts_sealed CHECK (kind IN ('phone', 'email') AND octet_length(key) = 32 AND octet_length(sealed) > 28);
--> statement-breakpoint
ALTER TABLE relay.notices ADD CONSTRAINT notices_named CHECK (order_no IS NOT NULL OR contact_id IS NOT NULL);
--> statement-breakpoint
ALTER TABLE relay.notices ADD CONSTRAINT notices_state CHECK (state IN ('queued', 'passed', 'sent', 'failed', 'expired', 'nobody') AND (wake_at IS NULL) = (state NOT IN ('queued', 'passed')));
