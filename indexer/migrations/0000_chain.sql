CREATE SCHEMA IF NOT EXISTS "chain";
--> statement-breakpoint
CREATE TABLE "chain"."audits" (
	"event_no" integer PRIMARY KEY NOT NULL,
	"ledger" integer NOT NULL,
	"ok" boolean NOT NULL,
	"differences" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain"."checkpoint" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"network" text NOT NULL,
	"registry" text NOT NULL,
	"ledger" integer NOT NULL,
	"closed_at" timestamp with time zone,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"announced" integer DEFAULT 0 NOT NULL,
	"foreign_events" bigint DEFAULT 0 NOT NULL,
	"latest_ledger" integer,
	"oldest_ledger" integer,
	"state" text DEFAULT 'waiting' NOT NULL,
	"reason" text DEFAULT 'has not asked its source yet' NOT NULL,
	"state_since" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain"."documents" (
	"hash" text PRIMARY KEY NOT NULL,
	"uri" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"document" jsonb,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, coalesce(document->>'name', '') || ' ' || coalesce(document->>'description', '') || ' ' || coalesce(document->'venue'->>'name', '') || ' ' || coalesce(document->'venue'->>'city', '') || ' ' || coalesce(document->>'category', '') || ' ' || coalesce(document->>'lineup', ''))) STORED
);
--> statement-breakpoint
CREATE TABLE "chain"."events" (
	"no" integer PRIMARY KEY NOT NULL,
	"address" text NOT NULL,
	"organizer" text NOT NULL,
	"nonce" numeric(20, 0) NOT NULL,
	"wasm_hash" text NOT NULL,
	"announced_ledger" integer NOT NULL,
	"announced_at" timestamp with time zone NOT NULL,
	"name" text NOT NULL,
	"uri" text NOT NULL,
	"metadata_hash" text NOT NULL,
	"starts_at" numeric(20, 0) NOT NULL,
	"ends_at" numeric(20, 0) NOT NULL,
	"terms_version" integer NOT NULL,
	"reserve_bps" integer NOT NULL,
	"release_at" numeric(20, 0) NOT NULL,
	"policy" jsonb NOT NULL,
	"usdc" text NOT NULL,
	"treasury" text NOT NULL,
	"cap" numeric(39, 0) NOT NULL,
	"gross" numeric(39, 0) NOT NULL,
	"refunded" numeric(39, 0) NOT NULL,
	"top_ups" numeric(39, 0) NOT NULL,
	"commissions" numeric(39, 0) NOT NULL,
	"n" bigint NOT NULL,
	"log" text NOT NULL,
	"ledger" integer NOT NULL,
	"selling" boolean NOT NULL,
	CONSTRAINT "events_address_unique" UNIQUE("address")
);
--> statement-breakpoint
CREATE TABLE "chain"."ledgers" (
	"sequence" integer PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"previous_hash" text NOT NULL,
	"closed_at" timestamp with time zone NOT NULL,
	"event_count" integer NOT NULL,
	"digest" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain"."orders" (
	"event_no" integer NOT NULL,
	"id" bigint NOT NULL,
	"buyer" text NOT NULL,
	"tier" smallint NOT NULL,
	"qty" smallint NOT NULL,
	"total" numeric(39, 0) NOT NULL,
	"gross_before" numeric(39, 0) NOT NULL,
	"rail" text NOT NULL,
	"evidence" text,
	"n" bigint NOT NULL,
	"position" smallint NOT NULL,
	"tx_hash" text NOT NULL,
	"ledger" integer NOT NULL,
	"sold_at" timestamp with time zone NOT NULL,
	CONSTRAINT "orders_event_no_id_pk" PRIMARY KEY("event_no","id")
);
--> statement-breakpoint
CREATE TABLE "chain"."channels" (
	"channel" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain"."outbox" (
	"channel" text NOT NULL,
	"seq" bigint NOT NULL,
	"id" bigint NOT NULL,
	"ledger" integer NOT NULL,
	"payload" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_channel_seq_pk" PRIMARY KEY("channel","seq")
);
--> statement-breakpoint
CREATE TABLE "chain"."outbox_head" (
	"one" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain"."payees" (
	"event_no" integer NOT NULL,
	"index" smallint NOT NULL,
	"address" text NOT NULL,
	"account" text NOT NULL,
	"role" smallint NOT NULL,
	"bps" integer NOT NULL,
	"paid" numeric(39, 0) NOT NULL,
	CONSTRAINT "payees_event_no_index_pk" PRIMARY KEY("event_no","index")
);
--> statement-breakpoint
CREATE TABLE "chain"."payouts" (
	"event_no" integer NOT NULL,
	"n" bigint NOT NULL,
	"payee" smallint NOT NULL,
	"address" text NOT NULL,
	"account" text NOT NULL,
	"amount" numeric(39, 0) NOT NULL,
	"tx_hash" text NOT NULL,
	"ledger" integer NOT NULL,
	"paid_at" timestamp with time zone NOT NULL,
	CONSTRAINT "payouts_event_no_n_payee_pk" PRIMARY KEY("event_no","n","payee")
);
--> statement-breakpoint
CREATE TABLE "chain"."raw_events" (
	"id" text PRIMARY KEY NOT NULL,
	"ledger" integer NOT NULL,
	"tx_hash" text NOT NULL,
	"op" smallint NOT NULL,
	"index" integer NOT NULL,
	"contract" text NOT NULL,
	"topics" text[] NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain"."tickets" (
	"event_no" integer NOT NULL,
	"order_id" bigint NOT NULL,
	"index" smallint NOT NULL,
	"tier" smallint NOT NULL,
	"owner" text NOT NULL,
	"owned_since" timestamp with time zone NOT NULL,
	"ledger" integer NOT NULL,
	CONSTRAINT "tickets_event_no_order_id_index_pk" PRIMARY KEY("event_no","order_id","index")
);
--> statement-breakpoint
CREATE TABLE "chain"."tiers" (
	"event_no" integer NOT NULL,
	"index" smallint NOT NULL,
	"price" numeric(39, 0) NOT NULL,
	"face_currency" smallint NOT NULL,
	"face_amount" numeric(39, 0) NOT NULL,
	"capacity" bigint NOT NULL,
	"fiat_quota" bigint NOT NULL,
	"opens_at" numeric(20, 0) NOT NULL,
	"closes_at" numeric(20, 0) NOT NULL,
	"per_order" integer NOT NULL,
	"sold" bigint NOT NULL,
	"fiat_allocated" bigint NOT NULL,
	"fiat_sold" bigint NOT NULL,
	CONSTRAINT "tiers_event_no_index_pk" PRIMARY KEY("event_no","index")
);
--> statement-breakpoint
CREATE INDEX "documents_search_index" ON "chain"."documents" USING gin ("search");--> statement-breakpoint
CREATE INDEX "documents_state_next_at_index" ON "chain"."documents" USING btree ("state","next_at");--> statement-breakpoint
CREATE INDEX "events_organizer_index" ON "chain"."events" USING btree ("organizer");--> statement-breakpoint
CREATE INDEX "events_starts_at_no_index" ON "chain"."events" USING btree ("starts_at","no");--> statement-breakpoint
CREATE INDEX "orders_id_index" ON "chain"."orders" USING btree ("id");--> statement-breakpoint
CREATE INDEX "orders_buyer_index" ON "chain"."orders" USING btree ("buyer");--> statement-breakpoint
CREATE INDEX "orders_event_no_sold_at_index" ON "chain"."orders" USING btree ("event_no","sold_at");--> statement-breakpoint
CREATE INDEX "outbox_id_index" ON "chain"."outbox" USING btree ("id");--> statement-breakpoint
CREATE INDEX "outbox_at_index" ON "chain"."outbox" USING btree ("at");--> statement-breakpoint
CREATE INDEX "payees_address_index" ON "chain"."payees" USING btree ("address");--> statement-breakpoint
CREATE INDEX "payees_account_index" ON "chain"."payees" USING btree ("account");--> statement-breakpoint
CREATE INDEX "payouts_address_paid_at_index" ON "chain"."payouts" USING btree ("address","paid_at");--> statement-breakpoint
CREATE INDEX "payouts_account_paid_at_index" ON "chain"."payouts" USING btree ("account","paid_at");--> statement-breakpoint
CREATE UNIQUE INDEX "raw_events_tx_hash_op_index_index" ON "chain"."raw_events" USING btree ("tx_hash","op","index");--> statement-breakpoint
CREATE INDEX "raw_events_ledger_index" ON "chain"."raw_events" USING btree ("ledger");--> statement-breakpoint
CREATE INDEX "raw_events_contract_id_index" ON "chain"."raw_events" USING btree ("contract","id");--> statement-breakpoint
CREATE INDEX "tickets_owner_index" ON "chain"."tickets" USING btree ("owner");