CREATE TABLE "chain"."movement_reads" (
	"event_no" integer PRIMARY KEY NOT NULL,
	"since_ledger" integer NOT NULL,
	"ledger" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain"."movements" (
	"event_no" integer NOT NULL,
	"id" text NOT NULL,
	"ledger" integer NOT NULL,
	"closed_at" timestamp with time zone NOT NULL,
	"contract" text NOT NULL,
	"tx_hash" text NOT NULL,
	"topics" text[] NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "movements_event_no_id_pk" PRIMARY KEY("event_no","id")
);
--> statement-breakpoint
REVOKE UPDATE, DELETE, TRUNCATE ON "chain"."movements" FROM "indexer";
