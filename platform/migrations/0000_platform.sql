CREATE SCHEMA IF NOT EXISTS "platform";
--> statement-breakpoint
CREATE TABLE "platform"."accounts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "platform"."grants" (
	"account" uuid NOT NULL,
	"role" text NOT NULL,
	"granted_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "grants_account_role_unique" UNIQUE("account","role")
);
--> statement-breakpoint
CREATE TABLE "platform"."identities" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account" uuid NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"sealed" "bytea",
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "identities_kind_key_unique" UNIQUE("kind","key")
);
--> statement-breakpoint
CREATE TABLE "platform"."organizers" (
	"account" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "platform"."sessions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account" uuid NOT NULL,
	"token" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"user_agent" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "platform"."drafts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account" uuid NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"content" jsonb NOT NULL,
	"nonce" numeric(20, 0) NOT NULL,
	"documents" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"published_event" text,
	"published_no" integer,
	"published_at" timestamp with time zone,
	CONSTRAINT "drafts_published_event_unique" UNIQUE("published_event")
);
--> statement-breakpoint
CREATE TABLE "platform"."limits" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"ends_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "platform"."messages" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "platform"."messages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"channel" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"reason" text,
	"created_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "platform"."proofs" (
	"id" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL,
	"tries" smallint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "platform"."grants" ADD CONSTRAINT "grants_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "platform"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform"."identities" ADD CONSTRAINT "identities_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "platform"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform"."organizers" ADD CONSTRAINT "organizers_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "platform"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform"."sessions" ADD CONSTRAINT "sessions_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "platform"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform"."drafts" ADD CONSTRAINT "drafts_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "platform"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "identities_account_index" ON "platform"."identities" USING btree ("account");--> statement-breakpoint
CREATE INDEX "sessions_account_index" ON "platform"."sessions" USING btree ("account");--> statement-breakpoint
CREATE INDEX "sessions_expires_at_index" ON "platform"."sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "drafts_account_updated_at_index" ON "platform"."drafts" USING btree ("account","updated_at");--> statement-breakpoint
CREATE INDEX "limits_ends_at_index" ON "platform"."limits" USING btree ("ends_at");--> statement-breakpoint
CREATE INDEX "messages_state_next_at_index" ON "platform"."messages" USING btree ("state","next_at");--> statement-breakpoint
CREATE INDEX "messages_expires_at_index" ON "platform"."messages" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "proofs_expires_at_index" ON "platform"."proofs" USING btree ("expires_at");