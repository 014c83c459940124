CREATE TABLE "platform"."media" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account" uuid NOT NULL,
	"original" text,
	"kind" text NOT NULL,
	"bytes" integer DEFAULT 0 NOT NULL,
	"w" integer DEFAULT 0 NOT NULL,
	"h" integer DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"reason" text,
	"crop" jsonb,
	"sha256" text,
	"colours" jsonb,
	"documents" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "platform"."media" ADD CONSTRAINT "media_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "platform"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "media_account_created_at_index" ON "platform"."media" USING btree ("account","created_at");--> statement-breakpoint
CREATE INDEX "media_original_index" ON "platform"."media" USING btree ("original");--> statement-breakpoint
CREATE INDEX "media_sha256_index" ON "platform"."media" USING btree ("sha256");--> statement-breakpoint
UPDATE "platform"."drafts" SET "content" = "content" || '{"picture": null}' WHERE NOT "content" ? 'picture';
