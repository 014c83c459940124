CREATE TABLE "relay"."resold_refunds" (
	"event" text NOT NULL,
	"ticket" numeric(20, 0) NOT NULL,
	"order_no" bigint NOT NULL,
	"state" text NOT NULL,
	"owner" text,
	"paid_usdc" numeric(39, 0),
	"tx_hash" text,
	"ledger" integer,
	"reserved" boolean DEFAULT false NOT NULL,
	"envelope" text,
	"payment_hash" text,
	"valid_until" numeric(20, 0),
	"since_ledger" integer,
	"attempts" integer DEFAULT 0 NOT NULL,
	"waits_for" text,
	"flagged_at" timestamp with time zone,
	"wake_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"voided_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "resold_refunds_event_ticket_pk" PRIMARY KEY("event","ticket")
);
--> statement-breakpoint
CREATE INDEX "resold_refunds_wake" ON "relay"."resold_refunds" USING btree ("wake_at") WHERE "relay"."resold_refunds"."wake_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "resold_refunds_order" ON "relay"."resold_refunds" USING btree ("order_no");--> statement-breakpoint
-- Rules that hold even when a program is wrong.
ALTER TABLE relay.resold_refunds ADD CONSTRAINT resold_refunds_money CHECK (
	((voided_at IS NULL) = (paid_usdc IS NULL)) AND ((voided_at IS NULL) = (owner IS NULL)) AND (state NOT IN ('voided', 'paid') OR voided_at IS NOT NULL)
	AND (envelope IS NULL OR (payment_hash IS NOT NULL AND valid_until IS NOT NULL AND since_ledger IS NOT NULL)) AND (NOT reserved OR state = 'voided')
);--> statement-breakpoint
-- Tickets whose last buyers a person was to pay.
INSERT INTO relay.resold_refunds (event, ticket, order_no, state, flagged_at, wake_at, created_at)
SELECT o.event, coalesce(o.listing, o.chain_order::numeric * 32 + i), o.no, 'requested', r.opened_at, now(), r.opened_at
FROM relay.reviews r JOIN relay.orders o ON o.no = r.order_no CROSS JOIN LATERAL generate_series(0, o.qty - 1) i
WHERE r.decided_at IS NULL AND r.reason = 'REFUND_NOT_ON_CHAIN' AND r.facts ->> 'code' = 'TICKET_SOLD_ON' AND r.facts ->> 'missing' IS NOT NULL AND o.chain_order IS NOT NULL
ON CONFLICT DO NOTHING;
