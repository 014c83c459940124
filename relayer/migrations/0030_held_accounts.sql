-- One name: what was called managed is called held, as on the pages.
ALTER TABLE relay.managed_accounts RENAME TO held_accounts;--> statement-breakpoint
ALTER TABLE relay.managed_acts RENAME TO held_acts;--> statement-breakpoint
ALTER TABLE relay.managed_addresses RENAME TO held_addresses;--> statement-breakpoint
ALTER TABLE relay.held_accounts RENAME CONSTRAINT managed_accounts_pkey TO held_accounts_pkey;--> statement-breakpoint
ALTER TABLE relay.held_accounts RENAME CONSTRAINT managed_accounts_address_unique TO held_accounts_address_unique;--> statement-breakpoint
ALTER TABLE relay.held_accounts RENAME CONSTRAINT "managed_accounts_passkeyId_unique" TO "held_accounts_passkeyId_unique";--> statement-breakpoint
ALTER TABLE relay.held_acts RENAME CONSTRAINT managed_acts_pkey TO held_acts_pkey;--> statement-breakpoint
ALTER TABLE relay.held_acts RENAME CONSTRAINT managed_acts_challenge_unique TO held_acts_challenge_unique;--> statement-breakpoint
ALTER TABLE relay.held_acts RENAME CONSTRAINT managed_acts_signed TO held_acts_signed;--> statement-breakpoint
ALTER TABLE relay.held_addresses RENAME CONSTRAINT managed_addresses_pkey TO held_addresses_pkey;--> statement-breakpoint
ALTER INDEX relay.managed_acts_account RENAME TO held_acts_account;--> statement-breakpoint
ALTER INDEX relay.managed_addresses_account RENAME TO held_addresses_account;
