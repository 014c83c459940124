import type { Postgres } from '#shared/service/postgres.server.ts';
import type { ReconcileDeps } from '../reconcile/reconcile-deps.ts';
import type { Rail, RegistrationFact } from './rail.ts';

/** What the workers of one rail need. */
export type RailsDeps = ReconcileDeps & {
	rail: Rail;
	/** `Postgres.listen`. */
	listen: Postgres<Record<string, never>>['listen'];
	/** Receives the state of each registration of our addresses, for monitoring. */
	onRegistration?: (fact: RegistrationFact) => void;
};
