CREATE TABLE "relay"."pass_pairings" (
	"name" "bytea" NOT NULL,
	"side" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	CONSTRAINT "pass_pairings_name_side_pk" PRIMARY KEY("name","side")
);
--> statement-breakpoint
CREATE INDEX "pass_pairings_end" ON "relay"."pass_pairings" USING btree ("ends_at");