CREATE TABLE "platform"."held_shares" (
	"event" text NOT NULL,
	"document" text NOT NULL,
	"payee" smallint NOT NULL,
	"invitation" uuid NOT NULL,
	"account" uuid NOT NULL,
	"bps" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "held_shares_event_document_invitation_unique" UNIQUE("event","document","invitation")
);
--> statement-breakpoint
CREATE TABLE "platform"."payee_invitations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"draft" uuid NOT NULL,
	"payee" uuid NOT NULL,
	"kind" text NOT NULL,
	"contact" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"token_hash" text NOT NULL,
	"state" text DEFAULT 'sent' NOT NULL,
	"address" text,
	"account" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "payee_invitations_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "payee_invitations_draft_payee_unique" UNIQUE("draft","payee")
);
--> statement-breakpoint
ALTER TABLE "platform"."held_shares" ADD CONSTRAINT "held_shares_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "platform"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform"."payee_invitations" ADD CONSTRAINT "payee_invitations_draft_drafts_id_fk" FOREIGN KEY ("draft") REFERENCES "platform"."drafts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform"."payee_invitations" ADD CONSTRAINT "payee_invitations_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "platform"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "held_shares_account_index" ON "platform"."held_shares" USING btree ("account");--> statement-breakpoint
CREATE INDEX "payee_invitations_state_expires_at_index" ON "platform"."payee_invitations" USING btree ("state","expires_at");--> statement-breakpoint
-- An invited number or e-mail address is never stored in clear, and an answer is whole.
ALTER TABLE "platform"."payee_invitations" ADD CONSTRAINT "payee_invitations_sealed" CHECK ("kind" IN ('phone', 'email') AND "contact" ~ '^[0-9a-f]{64}$' AND "token_hash" ~ '^[0-9a-f]{64}$');--> statement-breakpoint
ALTER TABLE "platform"."payee_invitations" ADD CONSTRAINT "payee_invitations_answer" CHECK ("state" IN ('sent', 'wallet', 'held') AND ("state" = 'wallet') = ("address" IS NOT NULL) AND ("state" = 'sent') = ("account" IS NULL) AND ("state" = 'sent') = ("answered_at" IS NULL));--> statement-breakpoint
ALTER TABLE "platform"."held_shares" ADD CONSTRAINT "held_shares_bps" CHECK ("bps" BETWEEN 1 AND 10000 AND "payee" > 0);
