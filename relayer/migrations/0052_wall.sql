CREATE TABLE "relay"."wall_blocks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"author" "bytea" NOT NULL,
	"name" text,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relay"."wall_events" (
	"event" text PRIMARY KEY NOT NULL,
	"policy" text DEFAULT 'off' NOT NULL,
	"paused" boolean DEFAULT false NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relay"."wall_posts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"ticket" numeric(20, 0) NOT NULL,
	"owner" text NOT NULL,
	"order_no" bigint,
	"handover" uuid,
	"author" "bytea" NOT NULL,
	"text" text NOT NULL,
	"name" text,
	"state" text DEFAULT 'waiting' NOT NULL,
	"hidden_for" text,
	"created_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	"decided_by" text
);
--> statement-breakpoint
CREATE UNIQUE INDEX "wall_blocks_author" ON "relay"."wall_blocks" USING btree ("event","author");--> statement-breakpoint
CREATE INDEX "wall_posts_state" ON "relay"."wall_posts" USING btree ("event","state","created_at");--> statement-breakpoint
CREATE INDEX "wall_posts_author" ON "relay"."wall_posts" USING btree ("event","author");