CREATE TABLE "chain"."quarantine" (
	"contract" text PRIMARY KEY NOT NULL,
	"no" integer,
	"code" text NOT NULL,
	"reason" text NOT NULL,
	"from_ledger" integer NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "chain"."checkpoint" ADD COLUMN "hash" text;--> statement-breakpoint
ALTER TABLE "chain"."checkpoint" ADD COLUMN "start_ledger" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain"."ledgers" ADD COLUMN "proven" boolean DEFAULT false NOT NULL;