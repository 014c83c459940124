CREATE TABLE "platform"."audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "platform"."audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account" uuid NOT NULL,
	"actor" uuid NOT NULL,
	"via" text NOT NULL,
	"action" text NOT NULL,
	"subject" uuid NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "platform"."invitations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account" uuid NOT NULL,
	"kind" text NOT NULL,
	"contact" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"permissions" text[] NOT NULL,
	"events" uuid[],
	"until" timestamp with time zone,
	"invited_by" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "invitations_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "invitations_account_contact_unique" UNIQUE("account","contact")
);
--> statement-breakpoint
CREATE TABLE "platform"."members" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account" uuid NOT NULL,
	"person" uuid NOT NULL,
	"permissions" text[] NOT NULL,
	"events" uuid[],
	"until" timestamp with time zone,
	"invited_by" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "members_account_person_unique" UNIQUE("account","person")
);
--> statement-breakpoint
ALTER TABLE "platform"."accounts" ADD COLUMN "kind" text DEFAULT 'person' NOT NULL;--> statement-breakpoint
ALTER TABLE "platform"."invitations" ADD CONSTRAINT "invitations_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "platform"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform"."invitations" ADD CONSTRAINT "invitations_invited_by_accounts_id_fk" FOREIGN KEY ("invited_by") REFERENCES "platform"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform"."members" ADD CONSTRAINT "members_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "platform"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform"."members" ADD CONSTRAINT "members_person_accounts_id_fk" FOREIGN KEY ("person") REFERENCES "platform"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform"."members" ADD CONSTRAINT "members_invited_by_accounts_id_fk" FOREIGN KEY ("invited_by") REFERENCES "platform"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_account_id_index" ON "platform"."audit" USING btree ("account","id");--> statement-breakpoint
CREATE INDEX "invitations_expires_at_index" ON "platform"."invitations" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "members_person_index" ON "platform"."members" USING btree ("person");