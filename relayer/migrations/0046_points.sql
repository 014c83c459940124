CREATE TABLE "relay"."point_leaves" (
	"epoch" integer NOT NULL,
	"place" integer NOT NULL,
	"member" "bytea" NOT NULL,
	"points" numeric(20, 0) NOT NULL,
	"earned" jsonb,
	CONSTRAINT "point_leaves_epoch_place_pk" PRIMARY KEY("epoch","place")
);
--> statement-breakpoint
CREATE TABLE "relay"."point_orders" (
	"order_no" bigint PRIMARY KEY NOT NULL,
	"member" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relay"."point_roots" (
	"epoch" integer PRIMARY KEY NOT NULL,
	"root" "bytea" NOT NULL,
	"facts_ledger" integer NOT NULL,
	"rule" smallint NOT NULL,
	"members" integer NOT NULL,
	"points" numeric(20, 0) NOT NULL,
	"state" text NOT NULL,
	"envelope" text,
	"valid_until" numeric(20, 0),
	"since_ledger" integer,
	"attempts" integer DEFAULT 0 NOT NULL,
	"waits_for" text,
	"wake_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "point_leaves_member" ON "relay"."point_leaves" USING btree ("member","epoch");--> statement-breakpoint
CREATE INDEX "point_roots_wake" ON "relay"."point_roots" USING btree ("wake_at") WHERE "relay"."point_roots"."wake_at" IS NOT NULL;