DROP INDEX "relay"."handovers_ticket";--> statement-breakpoint
ALTER TABLE "relay"."handovers" ADD COLUMN "follows" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "handovers_offered" ON "relay"."handovers" USING btree ("order_no","index") WHERE "relay"."handovers"."state" = 'offered';--> statement-breakpoint
CREATE UNIQUE INDEX "handovers_held" ON "relay"."handovers" USING btree ("order_no","index") WHERE "relay"."handovers"."state" = 'claimed';--> statement-breakpoint
ALTER TABLE relay.handovers DROP CONSTRAINT handovers_claimed_by;
--> statement-breakpoint
ALTER TABLE relay.handovers ADD CONSTRAINT handovers_claimed_by CHECK ((state IN ('claimed', 'passed_on', 'returned')) = (claimed_by IS NOT NULL));
