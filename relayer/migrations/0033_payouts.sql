CREATE TABLE "relay"."payouts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"refund_id" uuid NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"paid_at" timestamp with time zone,
	"failed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "payouts_refund" ON "relay"."payouts" USING btree ("refund_id");--> statement-breakpoint
-- The newest payout of each refund; older ones were not kept.
INSERT INTO relay.payouts (id, refund_id, made_at) SELECT payout_id, id, created_at FROM relay.refunds WHERE payout_id IS NOT NULL;
