DROP INDEX "relay"."payments_receipt";--> statement-breakpoint
ALTER TABLE "relay"."orders" ADD COLUMN "cart" bigint;--> statement-breakpoint
ALTER TABLE "relay"."orders" ADD COLUMN "follows" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "relay"."orders" ADD COLUMN "cart_kes" numeric(39, 0);--> statement-breakpoint
ALTER TABLE "relay"."payments" ADD COLUMN "part" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "relay"."payments" ADD COLUMN "whole" numeric(39, 0);--> statement-breakpoint
CREATE INDEX "orders_cart" ON "relay"."orders" USING btree ("cart","no") WHERE "relay"."orders"."cart" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "payments_receipt" ON "relay"."payments" USING btree ("provider","receipt_key","part");--> statement-breakpoint
ALTER TABLE "relay"."orders" ADD CONSTRAINT "orders_cart_order" CHECK ("cart" IS NULL OR ("cart" <= "no" AND "listing" IS NULL));--> statement-breakpoint
ALTER TABLE "relay"."orders" ADD CONSTRAINT "orders_follows" CHECK (NOT "follows" OR ("cart" IS NOT NULL AND "cart" < "no"));--> statement-breakpoint
ALTER TABLE "relay"."orders" ADD CONSTRAINT "orders_cart_kes" CHECK ("cart_kes" IS NULL OR ("cart" = "no" AND "cart_kes" > "amount_kes"));--> statement-breakpoint
ALTER TABLE "relay"."payments" ADD CONSTRAINT "payments_parts" CHECK ("part" >= 0 AND ("part" = 0 OR "whole" IS NOT NULL) AND ("whole" IS NULL OR ("amount" > 0 AND "amount" < "whole" AND "order_no" IS NOT NULL)));--> statement-breakpoint
-- The parts of a divided receipt are all of it, and no more.
CREATE FUNCTION relay.receipt_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM relay.payments WHERE provider = NEW.provider AND receipt_key = NEW.receipt_key
		HAVING count(whole) > 0 AND (count(whole) <> count(*) OR min(whole) <> max(whole) OR sum(amount) <> min(whole))) THEN
		RAISE EXCEPTION 'the parts of payment % are not its receipt', NEW.id USING ERRCODE = 'check_violation';
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE CONSTRAINT TRIGGER receipt_is_whole AFTER INSERT OR UPDATE OF amount, whole, receipt_key ON relay.payments DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.whole IS NOT NULL) EXECUTE FUNCTION relay.receipt_is_whole();
