CREATE TABLE "relay"."withdrawals" (
	"order_no" bigint PRIMARY KEY NOT NULL,
	"review_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relay"."review_acts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "relay"."review_acts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"review_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"decision" text,
	"note" text NOT NULL,
	"person" text NOT NULL,
	"cost_kes" numeric(39, 0) NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relay"."quota_returns" (
	"event" text NOT NULL,
	"tier" smallint NOT NULL,
	"n" integer NOT NULL,
	"envelope" text,
	"valid_until" numeric(20, 0),
	"attempts" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "quota_returns_event_tier_pk" PRIMARY KEY("event","tier")
);
--> statement-breakpoint
ALTER TABLE "relay"."payments" ADD COLUMN "reversed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "relay"."reviews" ADD COLUMN "proposal" jsonb;--> statement-breakpoint
ALTER TABLE "relay"."tiers" ADD COLUMN "allocated_ledger" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "review_acts_case" ON "relay"."review_acts" USING btree ("review_id");--> statement-breakpoint
CREATE INDEX "review_acts_alone" ON "relay"."review_acts" USING btree ("person","at");--> statement-breakpoint
-- What people did is written once.
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON relay.review_acts FOR EACH ROW EXECUTE FUNCTION relay.written_once();
--> statement-breakpoint
ALTER TABLE relay.quota_returns ADD CONSTRAINT quota_returns_some CHECK (n > 0);
