ALTER TABLE "platform"."sessions" ADD COLUMN "proof" text;--> statement-breakpoint
ALTER TABLE "platform"."messages" ADD COLUMN "notice" uuid;--> statement-breakpoint
ALTER TABLE "platform"."messages" ADD CONSTRAINT "messages_notice_unique" UNIQUE("notice");