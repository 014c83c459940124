ALTER TABLE "relay"."gate_scans" ADD COLUMN "undone_by" text;--> statement-breakpoint
ALTER TABLE "relay"."gate_scans" ADD COLUMN "device_answer" jsonb;--> statement-breakpoint
CREATE INDEX "gate_scans_doubted" ON "relay"."gate_scans" USING btree ("event") WHERE "relay"."gate_scans"."device_answer" IS NOT NULL;