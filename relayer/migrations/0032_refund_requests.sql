CREATE TABLE "relay"."refund_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_no" bigint NOT NULL,
	"event" text NOT NULL,
	"mask" integer NOT NULL,
	"state" text NOT NULL,
	"note" text NOT NULL,
	"answer" text,
	"decided_by" text,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "relay"."ticket_refunds" ADD COLUMN "goodwill" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "relay"."ticket_refunds" ADD COLUMN "request_id" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "refund_requests_open" ON "relay"."refund_requests" USING btree ("order_no") WHERE "relay"."refund_requests"."state" = 'asked';--> statement-breakpoint
CREATE INDEX "refund_requests_order" ON "relay"."refund_requests" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "refund_requests_event" ON "relay"."refund_requests" USING btree ("event","created_at");--> statement-breakpoint
-- Rules that hold even when a program is wrong.
ALTER TABLE relay.refund_requests ADD CONSTRAINT refund_requests_ended CHECK ((state = 'asked') = (ended_at IS NULL) AND mask BETWEEN 1 AND 1048575 AND (state <> 'declined' OR answer IS NOT NULL));
--> statement-breakpoint
ALTER TABLE relay.ticket_refunds ADD CONSTRAINT ticket_refunds_goodwill CHECK (goodwill OR request_id IS NULL);
