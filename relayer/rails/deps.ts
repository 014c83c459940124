import type { Postgres } from '#shared/service/postgres.server.ts';
import type { ReconcileDeps } from '../reconcile/deps.ts';
import type { Rail } from './rail.ts';
import type { RegistrationFact } from './register-hooks.ts';

/** What the workers of one rail need. */
export type RailsDeps = ReconcileDeps & {
	rail: Rail;
	/** `Postgres.listen`. */
	listen: Postgres<Record<string, never>>['listen'];
	/** Learns how each registration of our addresses stands, for monitoring. */
	onRegistration?: (fact: RegistrationFact) => void;
};
