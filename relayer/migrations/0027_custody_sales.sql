ALTER TABLE "relay"."ticket_refunds" ADD COLUMN "price_usdc" numeric(39, 0);--> statement-breakpoint
ALTER TABLE "relay"."ticket_refunds" ADD COLUMN "listed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "relay"."ticket_refunds" ADD COLUMN "ends_for" text;--> statement-breakpoint
-- A sale offers one ticket, for a price; nothing else has one.
ALTER TABLE relay.ticket_refunds ADD CONSTRAINT ticket_refunds_sale CHECK ((kind = 'sale') = (price_usdc IS NOT NULL) AND (kind <> 'sale' OR bit_count(mask::bit(20)) = 1));
