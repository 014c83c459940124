import type { Logger } from 'pino';
import type { Clock } from '#shared/clock.ts';
import type { Database } from '../models/schema.ts';
import type { Provider } from '../providers.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import type { TrustOfKind } from './trust.ts';

export type ReconcileDeps = {
	db: Database;
	seal: RelayerSeal;
	clock: Clock;
	log: Logger;
	/** Whose money this is about, and how far its messages are trusted. */
	rail: { provider: Provider; trust: TrustOfKind };
	/** Between two steps of a worker; a test ends its process there. */
	between?: (name: string) => void;
};
