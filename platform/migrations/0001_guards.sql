-- Rules that hold even when a program is wrong.
ALTER TABLE platform.identities ADD CONSTRAINT identities_kind CHECK (kind IN ('phone', 'email', 'wallet'));
--> statement-breakpoint
-- A number or an e-mail address is never stored in clear. A wallet is public, and nothing else is stored about it.
ALTER TABLE platform.identities ADD CONSTRAINT identities_sealed CHECK (CASE kind WHEN 'wallet' THEN sealed IS NULL AND key ~ '^G[A-Z2-7]{55}$' ELSE sealed IS NOT NULL AND key ~ '^[0-9a-f]{64}$' END);
--> statement-breakpoint
-- Support and admin come from the configuration alone.
ALTER TABLE platform.grants ADD CONSTRAINT grants_role CHECK (role IN ('artist', 'creator', 'brand', 'organizer', 'gate'));
--> statement-breakpoint
ALTER TABLE platform.proofs ADD CONSTRAINT proofs_tries CHECK (tries BETWEEN 0 AND 5);
--> statement-breakpoint
ALTER TABLE platform.messages ADD CONSTRAINT messages_channel CHECK (channel IN ('sms', 'email'));
--> statement-breakpoint
ALTER TABLE platform.messages ADD CONSTRAINT messages_state CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'expired') AND (state = 'sent') = (sent_at IS NOT NULL));
--> statement-breakpoint
ALTER TABLE platform.drafts ADD CONSTRAINT drafts_published CHECK ((published_event IS NULL) = (published_no IS NULL) AND (published_event IS NULL) = (published_at IS NULL));
