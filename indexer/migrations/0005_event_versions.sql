CREATE TABLE "chain"."changes" (
	"event_no" integer NOT NULL,
	"n" bigint NOT NULL,
	"kind" text NOT NULL,
	"terms_version" bigint NOT NULL,
	"uri" text,
	"metadata_hash" text,
	"place_hash" text,
	"postponed_by" numeric(20, 0) NOT NULL,
	"window_until" numeric(20, 0) NOT NULL,
	"tx_hash" text NOT NULL,
	"ledger" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "changes_event_no_n_pk" PRIMARY KEY("event_no","n")
);
--> statement-breakpoint
CREATE TABLE "chain"."creators" (
	"event_no" integer NOT NULL,
	"creator" text NOT NULL,
	"bps" integer NOT NULL,
	"terms_hash" text,
	"earned" numeric(39, 0) NOT NULL,
	"paid" numeric(39, 0) NOT NULL,
	"points" numeric(39, 0) NOT NULL,
	CONSTRAINT "creators_event_no_creator_pk" PRIMARY KEY("event_no","creator")
);
--> statement-breakpoint
CREATE TABLE "chain"."gates" (
	"event_no" integer NOT NULL,
	"gate" text NOT NULL,
	"is_on" boolean NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"ledger" integer NOT NULL,
	CONSTRAINT "gates_event_no_gate_pk" PRIMARY KEY("event_no","gate")
);
--> statement-breakpoint
CREATE TABLE "chain"."owed" (
	"event_no" integer NOT NULL,
	"receiver" text NOT NULL,
	"amount" numeric(39, 0) NOT NULL,
	CONSTRAINT "owed_event_no_receiver_pk" PRIMARY KEY("event_no","receiver")
);
--> statement-breakpoint
CREATE TABLE "chain"."refunds" (
	"event_no" integer NOT NULL,
	"n" bigint NOT NULL,
	"order_id" bigint NOT NULL,
	"mask" integer NOT NULL,
	"payer" text,
	"paid" numeric(39, 0) NOT NULL,
	"delivered" boolean NOT NULL,
	"evidence" text,
	"shortfall" numeric(39, 0) NOT NULL,
	"commissions" jsonb NOT NULL,
	"tx_hash" text NOT NULL,
	"ledger" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "refunds_event_no_n_pk" PRIMARY KEY("event_no","n")
);
--> statement-breakpoint
CREATE TABLE "chain"."resales" (
	"event_no" integer NOT NULL,
	"n" bigint NOT NULL,
	"order_id" bigint NOT NULL,
	"index" smallint NOT NULL,
	"seller" text NOT NULL,
	"buyer" text NOT NULL,
	"custody" boolean NOT NULL,
	"price" numeric(39, 0) NOT NULL,
	"royalty" numeric(39, 0) NOT NULL,
	"treasury" boolean NOT NULL,
	"tx_hash" text NOT NULL,
	"ledger" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "resales_event_no_n_pk" PRIMARY KEY("event_no","n")
);
--> statement-breakpoint
CREATE TABLE "chain"."top_ups" (
	"event_no" integer NOT NULL,
	"n" bigint NOT NULL,
	"kind" text NOT NULL,
	"amount" numeric(39, 0) NOT NULL,
	"tx_hash" text NOT NULL,
	"ledger" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "top_ups_event_no_n_pk" PRIMARY KEY("event_no","n")
);
--> statement-breakpoint
ALTER TABLE "chain"."payouts" DROP CONSTRAINT "payouts_event_no_n_payee_pk";--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "terms_version" SET DATA TYPE bigint;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "treasury" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."payouts" ALTER COLUMN "payee" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."audits" ADD COLUMN "after" bigint;--> statement-breakpoint
ALTER TABLE "chain"."quarantine" ADD COLUMN "changed_in" integer[] DEFAULT '{}'::integer[] NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."documents" ADD COLUMN "named_by" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "place_hash" text;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "doors_at" numeric(20, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
-- Rows of earlier releases have version 0 until the leader makes them again from the raw events: ingest/restore-old-rows.ts.
ALTER TABLE "chain"."events" ADD COLUMN "version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "splits_version" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "attribution_key" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "complimentary_quota" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "complimentary" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "royalties" numeric(39, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "refundable" numeric(39, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "shortfalls" numeric(39, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "commissions_back" numeric(39, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "creators_paid" numeric(39, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "overpaid" numeric(39, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "owed" numeric(39, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "ordered" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "paused_by_organizer" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "paused_by_registry" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "cancelled_at" numeric(20, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "cancelled_by" text;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "postponed_by" numeric(20, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "frozen_at" numeric(20, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "frozen_until" numeric(20, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "window_at" numeric(20, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "window_until" numeric(20, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."events" ADD COLUMN "window_version" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."orders" ADD COLUMN "commissions_before" numeric(39, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."orders" ADD COLUMN "complimentary" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."orders" ADD COLUMN "terms_version" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."orders" ADD COLUMN "credits" jsonb DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."orders" ADD COLUMN "inputs_hash" text;--> statement-breakpoint
ALTER TABLE "chain"."orders" ADD COLUMN "model" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."orders" ADD COLUMN "refunded_mask" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."orders" ADD COLUMN "refunded" numeric(39, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."orders" ADD COLUMN "commissions_back" numeric(39, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."payees" ADD COLUMN "accepted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."payees" ADD COLUMN "redirect_to" text;--> statement-breakpoint
ALTER TABLE "chain"."payees" ADD COLUMN "redirect_account" text;--> statement-breakpoint
ALTER TABLE "chain"."payees" ADD COLUMN "redirect_from" numeric(20, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."payouts" ADD COLUMN "position" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE "chain"."payouts" SET "position" = "payee";--> statement-breakpoint
ALTER TABLE "chain"."payouts" ADD CONSTRAINT "payouts_event_no_n_position_pk" PRIMARY KEY("event_no","n","position");--> statement-breakpoint
ALTER TABLE "chain"."payouts" ADD COLUMN "delivered" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."tickets" ADD COLUMN "custody" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."tickets" ADD COLUMN "payer" text;--> statement-breakpoint
ALTER TABLE "chain"."tickets" ADD COLUMN "state" text DEFAULT 'valid' NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."tickets" ADD COLUMN "gate" text;--> statement-breakpoint
ALTER TABLE "chain"."tickets" ADD COLUMN "used_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "chain"."tickets" ADD COLUMN "price" numeric(39, 0);--> statement-breakpoint
ALTER TABLE "chain"."tickets" ADD COLUMN "resales" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."tiers" ADD COLUMN "used" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."tiers" ADD COLUMN "replaces" smallint;--> statement-breakpoint
ALTER TABLE "chain"."documents" ALTER COLUMN "named_by" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "doors_at" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "version" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "splits_version" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "attribution_key" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "complimentary_quota" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "complimentary" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "royalties" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "refundable" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "shortfalls" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "commissions_back" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "creators_paid" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "overpaid" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "owed" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "ordered" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "paused_by_organizer" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "paused_by_registry" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "cancelled_at" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "postponed_by" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "frozen_at" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "frozen_until" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "window_at" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "window_until" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."events" ALTER COLUMN "window_version" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."orders" ALTER COLUMN "commissions_before" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."orders" ALTER COLUMN "complimentary" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."orders" ALTER COLUMN "terms_version" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."orders" ALTER COLUMN "credits" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."orders" ALTER COLUMN "model" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."orders" ALTER COLUMN "refunded_mask" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."orders" ALTER COLUMN "refunded" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."orders" ALTER COLUMN "commissions_back" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."payees" ALTER COLUMN "accepted" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."payees" ALTER COLUMN "redirect_from" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."payouts" ALTER COLUMN "position" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."payouts" ALTER COLUMN "delivered" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."tickets" ALTER COLUMN "custody" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."tickets" ALTER COLUMN "state" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."tickets" ALTER COLUMN "resales" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "chain"."tiers" ALTER COLUMN "used" DROP DEFAULT;--> statement-breakpoint
CREATE INDEX "creators_creator_index" ON "chain"."creators" USING btree ("creator");--> statement-breakpoint
CREATE INDEX "owed_receiver_index" ON "chain"."owed" USING btree ("receiver");--> statement-breakpoint
CREATE INDEX "refunds_event_no_order_id_index" ON "chain"."refunds" USING btree ("event_no","order_id");--> statement-breakpoint
CREATE INDEX "refunds_payer_index" ON "chain"."refunds" USING btree ("payer");--> statement-breakpoint
CREATE INDEX "resales_event_no_order_id_index" ON "chain"."resales" USING btree ("event_no","order_id");--> statement-breakpoint
CREATE INDEX "resales_seller_index" ON "chain"."resales" USING btree ("seller");--> statement-breakpoint
CREATE INDEX "resales_buyer_index" ON "chain"."resales" USING btree ("buyer");--> statement-breakpoint
CREATE INDEX "orders_refunded_index" ON "chain"."orders" USING btree ("event_no","n","position") WHERE refunded_mask <> 0;--> statement-breakpoint
CREATE INDEX "payees_redirect_to_index" ON "chain"."payees" USING btree ("redirect_to");--> statement-breakpoint
CREATE INDEX "payees_redirect_account_index" ON "chain"."payees" USING btree ("redirect_account");--> statement-breakpoint
CREATE INDEX "tickets_listed_index" ON "chain"."tickets" USING btree ("event_no","price","order_id","index") WHERE price is not null;--> statement-breakpoint
ALTER TABLE "chain"."events" DROP COLUMN "selling";