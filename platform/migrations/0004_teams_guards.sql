-- Rules that hold even when a program is wrong.
ALTER TABLE platform.accounts ADD CONSTRAINT accounts_kind CHECK (kind IN ('person', 'company'));
--> statement-breakpoint
ALTER TABLE platform.members ADD CONSTRAINT members_others CHECK (account <> person);
--> statement-breakpoint
ALTER TABLE platform.members ADD CONSTRAINT members_permissions CHECK (cardinality(permissions) > 0 AND permissions <@ ARRAY['event.edit', 'event.publish', 'money.read', 'money.pay', 'creators', 'sponsors', 'orders.read', 'orders.change', 'checkin.scan', 'checkin.supervise', 'boxoffice', 'content.moderate', 'exports', 'members', 'keys']);
--> statement-breakpoint
ALTER TABLE platform.invitations ADD CONSTRAINT invitations_permissions CHECK (cardinality(permissions) > 0 AND permissions <@ ARRAY['event.edit', 'event.publish', 'money.read', 'money.pay', 'creators', 'sponsors', 'orders.read', 'orders.change', 'checkin.scan', 'checkin.supervise', 'boxoffice', 'content.moderate', 'exports', 'members', 'keys']);
--> statement-breakpoint
-- An invited number or e-mail address is never stored in clear.
ALTER TABLE platform.invitations ADD CONSTRAINT invitations_sealed CHECK (kind IN ('phone', 'email') AND contact ~ '^[0-9a-f]{64}$' AND token_hash ~ '^[0-9a-f]{64}$');
--> statement-breakpoint
ALTER TABLE platform.audit ADD CONSTRAINT audit_via CHECK (via IN ('cookie'));
--> statement-breakpoint
-- Rows of the audit are only inserted.
REVOKE UPDATE, DELETE, TRUNCATE ON platform.audit FROM platform;
--> statement-breakpoint
-- Nobody signs in as a company. Its only identities are wallets that publish.
CREATE FUNCTION platform.only_persons() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	subject uuid;
BEGIN
	IF TG_TABLE_NAME = 'members' THEN
		subject := NEW.person;
	ELSE
		subject := NEW.account;
	END IF;
	IF EXISTS (SELECT FROM platform.accounts WHERE id = subject AND kind = 'company') THEN
		RAISE EXCEPTION '% of a company', TG_TABLE_NAME USING ERRCODE = 'check_violation';
	END IF;
	RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER only_persons BEFORE INSERT OR UPDATE OF account ON platform.sessions FOR EACH ROW EXECUTE FUNCTION platform.only_persons();
--> statement-breakpoint
CREATE TRIGGER only_persons BEFORE INSERT OR UPDATE OF person ON platform.members FOR EACH ROW EXECUTE FUNCTION platform.only_persons();
--> statement-breakpoint
CREATE TRIGGER only_persons BEFORE INSERT OR UPDATE ON platform.identities FOR EACH ROW WHEN (NEW.kind <> 'wallet') EXECUTE FUNCTION platform.only_persons();
--> statement-breakpoint
-- A company always has a member who may change its members, for all events and without an end. The row lock makes
-- concurrent removals see each other.
CREATE FUNCTION platform.company_keeps_manager() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	company uuid;
BEGIN
	IF TG_TABLE_NAME = 'accounts' THEN
		company := NEW.id;
	ELSE
		company := OLD.account;
	END IF;
	PERFORM FROM platform.accounts WHERE id = company AND kind = 'company' FOR UPDATE;
	IF FOUND AND NOT EXISTS (SELECT FROM platform.members WHERE account = company AND 'members' = ANY (permissions) AND events IS NULL AND until IS NULL) THEN
		RAISE EXCEPTION 'a company without a manager' USING ERRCODE = 'check_violation';
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER company_keeps_manager AFTER INSERT OR UPDATE OF kind ON platform.accounts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'company') EXECUTE FUNCTION platform.company_keeps_manager();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER company_keeps_manager AFTER UPDATE OR DELETE ON platform.members DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION platform.company_keeps_manager();
