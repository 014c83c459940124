CREATE TABLE "relay"."network" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"passphrase" text NOT NULL,
	"registry" text NOT NULL,
	"ledger" integer,
	"hash" text,
	CONSTRAINT "network_one" CHECK ("relay"."network"."id" = 1)
);
