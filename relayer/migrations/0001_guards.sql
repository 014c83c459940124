-- Rules that hold even when a program is wrong.
ALTER TABLE relay.tiers ADD CONSTRAINT tiers_counts CHECK (held >= 0 AND sold >= 0 AND allocated >= 0);
--> statement-breakpoint
ALTER TABLE relay.orders ADD CONSTRAINT orders_amounts CHECK (qty BETWEEN 1 AND 20 AND amount_kes > 0 AND amount_kes % 100 = 0 AND amount_usdc > 0);
--> statement-breakpoint
ALTER TABLE relay.orders ADD CONSTRAINT orders_issued CHECK (state <> 'issued' OR (chain_order IS NOT NULL AND tx_hash IS NOT NULL AND ledger IS NOT NULL));
--> statement-breakpoint
CREATE FUNCTION relay.journal_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	of_entry bigint := CASE TG_TABLE_NAME WHEN 'journal_lines' THEN (to_jsonb(NEW) ->> 'entry')::bigint ELSE (to_jsonb(NEW) ->> 'id')::bigint END;
BEGIN
	IF EXISTS (SELECT 1 FROM relay.journal_lines WHERE entry = of_entry GROUP BY currency HAVING sum(amount) <> 0)
		OR (SELECT count(*) FROM relay.journal_lines WHERE entry = of_entry) < 2 THEN
		RAISE EXCEPTION 'journal entry % does not balance', of_entry USING ERRCODE = 'check_violation';
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON relay.journal_entries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION relay.journal_balances();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON relay.journal_lines DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION relay.journal_balances();
--> statement-breakpoint
CREATE FUNCTION relay.written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON relay.journal_entries FOR EACH ROW EXECUTE FUNCTION relay.written_once();
--> statement-breakpoint
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON relay.journal_lines FOR EACH ROW EXECUTE FUNCTION relay.written_once();
--> statement-breakpoint
CREATE TRIGGER written_once BEFORE UPDATE ON relay.observations FOR EACH ROW EXECUTE FUNCTION relay.written_once();
--> statement-breakpoint
CREATE TRIGGER written_once BEFORE UPDATE ON relay.batch_items FOR EACH ROW EXECUTE FUNCTION relay.written_once();
