ALTER TABLE "relay"."orders" ADD COLUMN "fee_kes" numeric(39, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE relay.orders ADD CONSTRAINT orders_fee CHECK (fee_kes BETWEEN 0 AND amount_kes);
