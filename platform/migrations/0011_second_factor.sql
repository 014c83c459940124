CREATE TABLE "platform"."factors" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account" uuid NOT NULL,
	"kind" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"step" bigint NOT NULL,
	"confirmed_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "factors_account_kind_unique" UNIQUE("account","kind")
);
--> statement-breakpoint
CREATE TABLE "platform"."recovery_codes" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"account" uuid NOT NULL,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "platform"."sessions" ADD COLUMN "strong_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "platform"."factors" ADD CONSTRAINT "factors_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "platform"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform"."recovery_codes" ADD CONSTRAINT "recovery_codes_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "platform"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "recovery_codes_account_index" ON "platform"."recovery_codes" USING btree ("account");--> statement-breakpoint
-- A secret is sealed, never in clear: a nonce, 40 hex digits and a tag.
ALTER TABLE platform.factors ADD CONSTRAINT factors_sealed CHECK (octet_length(sealed) = 68);
--> statement-breakpoint
ALTER TABLE platform.recovery_codes ADD CONSTRAINT recovery_codes_hashed CHECK (octet_length(hash) = 32);
