CREATE TABLE "chain"."call_proofs" (
	"tx_hash" text PRIMARY KEY NOT NULL,
	"ledger" integer NOT NULL,
	"success" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain"."ledger_proofs" (
	"ledger" integer PRIMARY KEY NOT NULL,
	"header" "bytea" NOT NULL,
	"results" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE INDEX "call_proofs_ledger_index" ON "chain"."call_proofs" USING btree ("ledger");--> statement-breakpoint
REVOKE UPDATE, DELETE, TRUNCATE ON "chain"."call_proofs", "chain"."ledger_proofs" FROM "indexer";
