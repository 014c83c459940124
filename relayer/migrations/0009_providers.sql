-- Every row before this migration is M-Pesa's.
ALTER TABLE "relay"."orders" ADD COLUMN "provider" text NOT NULL DEFAULT 'mpesa';
--> statement-breakpoint
ALTER TABLE "relay"."cursors" ADD COLUMN "provider" text NOT NULL DEFAULT 'mpesa';
--> statement-breakpoint
ALTER TABLE "relay"."observations" ADD COLUMN "provider" text NOT NULL DEFAULT 'mpesa';
--> statement-breakpoint
ALTER TABLE "relay"."pushes" ADD COLUMN "provider" text NOT NULL DEFAULT 'mpesa';
--> statement-breakpoint
ALTER TABLE "relay"."refunds" ADD COLUMN "provider" text NOT NULL DEFAULT 'mpesa';
--> statement-breakpoint
ALTER TABLE "relay"."orders" ALTER COLUMN "provider" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "relay"."cursors" ALTER COLUMN "provider" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "relay"."observations" ALTER COLUMN "provider" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "relay"."pushes" ALTER COLUMN "provider" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "relay"."refunds" ALTER COLUMN "provider" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "relay"."cursors" DROP CONSTRAINT "cursors_pkey";
--> statement-breakpoint
ALTER TABLE "relay"."cursors" ADD CONSTRAINT "cursors_provider_name_pk" PRIMARY KEY("provider","name");
--> statement-breakpoint
UPDATE "relay"."cursors" SET "name" = replace("name", 'pull-', 'statement-');
--> statement-breakpoint
ALTER TABLE "relay"."pushes" DROP CONSTRAINT "pushes_checkoutRequestId_unique";
--> statement-breakpoint
-- The value is in the sealed answer to the push.
ALTER TABLE "relay"."pushes" DROP COLUMN "merchant_request_id";
--> statement-breakpoint
ALTER TABLE "relay"."pushes" RENAME COLUMN "checkout_request_id" TO "request_id";
--> statement-breakpoint
ALTER TABLE "relay"."refunds" RENAME COLUMN "conversation_id" TO "request_id";
--> statement-breakpoint
UPDATE "relay"."reviews" SET "subject" = 'mpesa ' || "subject" WHERE "reason" IN ('PULL_STALE', 'PULL_ROW_STRANGE', 'PULL_ROW_FAILED') AND "subject" IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "pushes_request" ON "relay"."pushes" USING btree ("provider","request_id");
--> statement-breakpoint
-- Kinds get names that fit every provider. Nothing else of an observation changes, so its guard is off for one statement.
ALTER TABLE "relay"."observations" DISABLE TRIGGER "written_once";
--> statement-breakpoint
UPDATE "relay"."observations" SET "kind" = CASE "kind"
	WHEN 'pull' THEN 'statement' WHEN 'pull-strange' THEN 'statement-unreadable' WHEN 'c2b' THEN 'notice'
	WHEN 'reversal' THEN 'refund' WHEN 'status' THEN 'refund-status' END
WHERE "kind" IN ('pull', 'pull-strange', 'c2b', 'reversal', 'status');
--> statement-breakpoint
ALTER TABLE "relay"."observations" ENABLE TRIGGER "written_once";
