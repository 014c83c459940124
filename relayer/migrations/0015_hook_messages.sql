CREATE TABLE "relay"."hook_messages" (
	"key" "bytea" PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"kind" text NOT NULL,
	"peer_key" "bytea",
	"observation_id" bigint,
	"count" integer DEFAULT 1 NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"is_cut" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE INDEX "hook_messages_subject" ON "relay"."hook_messages" USING btree ("subject","kind");--> statement-breakpoint
CREATE INDEX "hook_messages_observation" ON "relay"."hook_messages" USING btree ("observation_id");--> statement-breakpoint
CREATE INDEX "hook_messages_odd" ON "relay"."hook_messages" USING btree ("subject") WHERE "count" > 1 OR "observation_id" IS NULL OR "is_cut";