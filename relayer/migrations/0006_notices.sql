ALTER TABLE "relay"."reviews" ADD COLUMN "subject" text;--> statement-breakpoint
ALTER TABLE "relay"."reviews" ADD COLUMN "observation_id" bigint;--> statement-breakpoint
CREATE UNIQUE INDEX "reviews_subject" ON "relay"."reviews" USING btree ("reason","subject");