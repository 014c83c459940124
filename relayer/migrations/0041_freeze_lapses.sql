-- A freeze that nobody agrees to lapses, too; what was signed still takes two persons.
ALTER TABLE relay.guardian_acts DROP CONSTRAINT guardian_acts_two;
--> statement-breakpoint
ALTER TABLE relay.guardian_acts ADD CONSTRAINT guardian_acts_two CHECK (
	act <> 'freeze' OR (agreed_at IS NULL AND state NOT IN ('agreed', 'done')) OR (second_by IS NOT NULL AND second_by <> by)
);
--> statement-breakpoint
UPDATE relay.guardian_acts SET wake_at = created_at + interval '1 day' WHERE state = 'proposed';
