ALTER TABLE "chain"."audits" ADD COLUMN "kind" text DEFAULT 'entries' NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."audits" DROP CONSTRAINT "audits_pkey";--> statement-breakpoint
ALTER TABLE "chain"."audits" ADD CONSTRAINT "audits_event_no_kind_pk" PRIMARY KEY("event_no","kind");
