CREATE TABLE "platform"."factor_resets" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account" uuid NOT NULL,
	"asked_by" uuid NOT NULL,
	"note" text NOT NULL,
	"agreed_by" uuid,
	"due_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"end" text,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "platform"."factor_resets" ADD CONSTRAINT "factor_resets_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "platform"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "factor_resets_open" ON "platform"."factor_resets" USING btree ("account") WHERE "platform"."factor_resets"."ended_at" IS NULL;