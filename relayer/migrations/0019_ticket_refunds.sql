CREATE TABLE "relay"."refunded_tickets" (
	"order_no" bigint NOT NULL,
	"ticket" smallint NOT NULL,
	"refund_id" uuid NOT NULL,
	CONSTRAINT "refunded_tickets_order_no_ticket_pk" PRIMARY KEY("order_no","ticket")
);
--> statement-breakpoint
CREATE TABLE "relay"."ticket_refunds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_no" bigint NOT NULL,
	"event" text NOT NULL,
	"chain_order" bigint NOT NULL,
	"mask" integer NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"by" text NOT NULL,
	"second_by" text,
	"note" text,
	"takes_part" boolean NOT NULL,
	"amount_kes" numeric(39, 0) NOT NULL,
	"waits_for" text,
	"envelope" text,
	"valid_until" numeric(20, 0),
	"attempts" integer NOT NULL,
	"since_ledger" integer,
	"paid_usdc" numeric(39, 0),
	"tx_hash" text,
	"ledger" integer,
	"wake_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"voided_at" timestamp with time zone,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "relay"."refunds" DROP CONSTRAINT "refunds_paymentId_unique";--> statement-breakpoint
ALTER TABLE "relay"."refunds" ADD COLUMN "ticket_refund_id" uuid;--> statement-breakpoint
ALTER TABLE "relay"."refunds" ADD COLUMN "amount" numeric(39, 0);--> statement-breakpoint
ALTER TABLE "relay"."refunds" ADD COLUMN "way" text DEFAULT 'reversal' NOT NULL;--> statement-breakpoint
ALTER TABLE "relay"."refunds" ADD COLUMN "payout_id" uuid;--> statement-breakpoint
ALTER TABLE "relay"."events" ADD COLUMN "refunds_opened" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "refunded_tickets_refund" ON "relay"."refunded_tickets" USING btree ("refund_id");--> statement-breakpoint
CREATE INDEX "ticket_refunds_wake" ON "relay"."ticket_refunds" USING btree ("wake_at") WHERE "relay"."ticket_refunds"."wake_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "ticket_refunds_order" ON "relay"."ticket_refunds" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "ticket_refunds_event" ON "relay"."ticket_refunds" USING btree ("event","state");--> statement-breakpoint
CREATE INDEX "payments_reversed" ON "relay"."payments" USING btree ("order_no") WHERE "relay"."payments"."reversed_at" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_whole" ON "relay"."refunds" USING btree ("payment_id") WHERE "relay"."refunds"."ticket_refund_id" IS NULL;--> statement-breakpoint
CREATE INDEX "refunds_payment" ON "relay"."refunds" USING btree ("payment_id");--> statement-breakpoint
ALTER TABLE "relay"."refunds" ADD CONSTRAINT "refunds_ticketRefundId_unique" UNIQUE("ticket_refund_id");--> statement-breakpoint
ALTER TABLE "relay"."ticket_refunds" ADD CONSTRAINT "ticket_refunds_amounts" CHECK ("mask" BETWEEN 1 AND 1048575 AND "amount_kes" >= 0 AND "amount_kes" % 100 = 0 AND ("state" NOT IN ('voided', 'returned') OR "paid_usdc" IS NOT NULL));--> statement-breakpoint
ALTER TABLE "relay"."refunds" ADD CONSTRAINT "refunds_part" CHECK (("ticket_refund_id" IS NULL) = ("amount" IS NULL) AND ("amount" IS NULL OR "amount" > 0));
