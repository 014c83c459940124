CREATE SCHEMA IF NOT EXISTS "relay";
--> statement-breakpoint
CREATE TABLE "relay"."batch_items" (
	"event" text NOT NULL,
	"lane" smallint NOT NULL,
	"seq" integer NOT NULL,
	"index" smallint NOT NULL,
	"order_no" bigint NOT NULL,
	"owner" text NOT NULL,
	"tier" smallint NOT NULL,
	"qty" smallint NOT NULL,
	"evidence" "bytea" NOT NULL,
	CONSTRAINT "batch_items_event_lane_seq_index_pk" PRIMARY KEY("event","lane","seq","index"),
	CONSTRAINT "batch_items_orderNo_unique" UNIQUE("order_no")
);
--> statement-breakpoint
CREATE TABLE "relay"."batches" (
	"event" text NOT NULL,
	"lane" smallint NOT NULL,
	"seq" integer NOT NULL,
	"state" text NOT NULL,
	"envelope" text,
	"hash" text,
	"valid_until" numeric(20, 0),
	"attempts" integer NOT NULL,
	"error" text,
	"wake_at" timestamp with time zone,
	"tx_hash" text,
	"ledger" integer,
	"served" numeric(20, 0),
	"bound_at" timestamp with time zone NOT NULL,
	"landed_at" timestamp with time zone,
	CONSTRAINT "batches_event_lane_seq_pk" PRIMARY KEY("event","lane","seq")
);
--> statement-breakpoint
CREATE TABLE "relay"."treasury" (
	"id" smallint PRIMARY KEY NOT NULL,
	"balance" numeric(39, 0) NOT NULL,
	"ledger" integer NOT NULL,
	"reserved" numeric(39, 0) NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "treasury_one" CHECK ("relay"."treasury"."id" = 1),
	CONSTRAINT "treasury_reserved" CHECK ("relay"."treasury"."reserved" >= 0)
);
--> statement-breakpoint
CREATE TABLE "relay"."journal_entries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "relay"."journal_entries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"order_no" bigint,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relay"."journal_lines" (
	"entry" bigint NOT NULL,
	"line" smallint NOT NULL,
	"account" text NOT NULL,
	"currency" text NOT NULL,
	"amount" numeric(39, 0) NOT NULL,
	CONSTRAINT "journal_lines_entry_line_pk" PRIMARY KEY("entry","line")
);
--> statement-breakpoint
CREATE TABLE "relay"."orders" (
	"no" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "relay"."orders_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"reference" text NOT NULL,
	"event" text NOT NULL,
	"tier" smallint NOT NULL,
	"qty" smallint NOT NULL,
	"amount_kes" numeric(39, 0) NOT NULL,
	"amount_usdc" numeric(39, 0) NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"owner" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"account" text,
	"idempotency_key" text,
	"holding" boolean NOT NULL,
	"reserved" boolean NOT NULL,
	"hold_until" timestamp with time zone NOT NULL,
	"wake_at" timestamp with time zone,
	"version" integer NOT NULL,
	"chain_order" bigint,
	"tx_hash" text,
	"ledger" integer,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "orders_reference_unique" UNIQUE("reference")
);
--> statement-breakpoint
CREATE TABLE "relay"."cursors" (
	"name" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relay"."observations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "relay"."observations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"push_id" uuid,
	"order_no" bigint,
	"code" text,
	"receipt_key" "bytea",
	"amount" numeric(39, 0),
	"sealed" "bytea" NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relay"."payments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"receipt_key" "bytea" NOT NULL,
	"receipt_sealed" "bytea",
	"amount" numeric(39, 0) NOT NULL,
	"order_no" bigint,
	"state" text NOT NULL,
	"confirmed_at" timestamp with time zone,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relay"."pushes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_no" bigint NOT NULL,
	"state" text NOT NULL,
	"phone_sealed" "bytea",
	"phone_key" "bytea" NOT NULL,
	"amount" numeric(39, 0) NOT NULL,
	"merchant_request_id" text,
	"checkout_request_id" text,
	"sent_at" timestamp with time zone,
	"queries" integer NOT NULL,
	"wake_at" timestamp with time zone,
	"result_code" text,
	"result_text" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "pushes_checkoutRequestId_unique" UNIQUE("checkout_request_id")
);
--> statement-breakpoint
CREATE TABLE "relay"."refunds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"payment_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"conversation_id" text,
	"wake_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "refunds_paymentId_unique" UNIQUE("payment_id")
);
--> statement-breakpoint
CREATE TABLE "relay"."reviews" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"order_no" bigint,
	"payment_id" uuid,
	"facts" jsonb NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"decision" text,
	"note" text,
	"decided_by" text,
	"decided_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "relay"."events" (
	"event" text PRIMARY KEY NOT NULL,
	"no" integer NOT NULL,
	"name" text NOT NULL,
	"terms_version" integer NOT NULL,
	"ends_at" numeric(20, 0) NOT NULL,
	"allocated" boolean NOT NULL,
	CONSTRAINT "events_no_unique" UNIQUE("no")
);
--> statement-breakpoint
CREATE TABLE "relay"."tiers" (
	"event" text NOT NULL,
	"tier" smallint NOT NULL,
	"price" numeric(39, 0) NOT NULL,
	"face_currency" smallint NOT NULL,
	"face_amount" numeric(39, 0) NOT NULL,
	"per_order" integer NOT NULL,
	"opens_at" numeric(20, 0) NOT NULL,
	"closes_at" numeric(20, 0) NOT NULL,
	"allocated" integer NOT NULL,
	"sold" integer NOT NULL,
	"held" integer NOT NULL,
	CONSTRAINT "tiers_event_tier_pk" PRIMARY KEY("event","tier")
);
--> statement-breakpoint
CREATE INDEX "batches_open" ON "relay"."batches" USING btree ("lane") WHERE "relay"."batches"."state" IN ('bound', 'sent');--> statement-breakpoint
CREATE UNIQUE INDEX "journal_once" ON "relay"."journal_entries" USING btree ("kind","subject");--> statement-breakpoint
CREATE INDEX "journal_order" ON "relay"."journal_entries" USING btree ("order_no");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_idempotency" ON "relay"."orders" USING btree ("idempotency_key");--> statement-breakpoint
CREATE INDEX "orders_wake" ON "relay"."orders" USING btree ("wake_at") WHERE "relay"."orders"."wake_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "orders_paid" ON "relay"."orders" USING btree ("event","no") WHERE "relay"."orders"."state" = 'paid';--> statement-breakpoint
CREATE INDEX "observations_push" ON "relay"."observations" USING btree ("push_id");--> statement-breakpoint
CREATE INDEX "observations_order" ON "relay"."observations" USING btree ("order_no");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_receipt" ON "relay"."payments" USING btree ("provider","receipt_key");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_applied" ON "relay"."payments" USING btree ("order_no") WHERE "relay"."payments"."state" = 'applied';--> statement-breakpoint
CREATE INDEX "payments_order" ON "relay"."payments" USING btree ("order_no");--> statement-breakpoint
CREATE UNIQUE INDEX "pushes_open_order" ON "relay"."pushes" USING btree ("order_no") WHERE state IN ('queued', 'sending', 'open', 'unknown');--> statement-breakpoint
CREATE UNIQUE INDEX "pushes_open_phone" ON "relay"."pushes" USING btree ("phone_key") WHERE state IN ('queued', 'sending', 'open', 'unknown');--> statement-breakpoint
CREATE INDEX "pushes_wake" ON "relay"."pushes" USING btree ("wake_at") WHERE "relay"."pushes"."wake_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "pushes_phone" ON "relay"."pushes" USING btree ("phone_key","created_at");--> statement-breakpoint
CREATE INDEX "refunds_wake" ON "relay"."refunds" USING btree ("wake_at") WHERE "relay"."refunds"."wake_at" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "reviews_open_order" ON "relay"."reviews" USING btree ("order_no") WHERE "relay"."reviews"."decided_at" IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "reviews_open_payment" ON "relay"."reviews" USING btree ("payment_id") WHERE "relay"."reviews"."decided_at" IS NULL;