ALTER TABLE "relay"."orders" ADD COLUMN "forgotten_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "relay"."observations" ADD COLUMN "redacted_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "orders_account" ON "relay"."orders" USING btree ("account","created_at") WHERE "relay"."orders"."account" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "orders_ended" ON "relay"."orders" USING btree ("changed_at") WHERE ("relay"."orders"."forgotten_at" IS NULL OR "relay"."orders"."forgotten_at" < "relay"."orders"."changed_at") AND "relay"."orders"."state" IN ('issued', 'failed', 'expired', 'refunded');--> statement-breakpoint
CREATE INDEX "observations_stray" ON "relay"."observations" USING btree ("at") WHERE "relay"."observations"."order_no" IS NULL AND "relay"."observations"."redacted_at" IS NULL;--> statement-breakpoint
-- A provider's message is written once. Its personal data may be deleted, once, and nothing else of it changes.
CREATE FUNCTION relay.redacted_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.redacted_at IS NULL AND NEW.redacted_at IS NOT NULL
		AND to_jsonb(NEW) - 'sealed' - 'redacted_at' = to_jsonb(OLD) - 'sealed' - 'redacted_at' THEN
		RETURN NEW;
	END IF;
	RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
DROP TRIGGER written_once ON relay.observations;
--> statement-breakpoint
CREATE TRIGGER written_once BEFORE UPDATE ON relay.observations FOR EACH ROW EXECUTE FUNCTION relay.redacted_once();
