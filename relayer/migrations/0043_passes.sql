CREATE TABLE "relay"."pass_certificates" (
	"event" text NOT NULL,
	"ticket" numeric(20, 0) NOT NULL,
	"delegation" integer NOT NULL,
	"device_key" "bytea" NOT NULL,
	"not_before" integer NOT NULL,
	"expiry" integer NOT NULL,
	"issuer" smallint NOT NULL,
	"signature" "bytea" NOT NULL,
	"owner" text NOT NULL,
	"order_no" bigint,
	"handover" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "pass_certificates_event_ticket_delegation_pk" PRIMARY KEY("event","ticket","delegation")
);
--> statement-breakpoint
CREATE INDEX "pass_certificates_live" ON "relay"."pass_certificates" USING btree ("event","ticket") WHERE "relay"."pass_certificates"."ended_at" IS NULL;