import type { Logger } from 'pino';
import type { Clock } from '#shared/clock.ts';
import type { Postgres } from '#shared/service/postgres.server.ts';
import type { Database } from '../models/schema.ts';
import type { Seal } from '../seal.ts';
import type { Mpesa } from './mpesa/client.ts';

/** The only provider so far; what it is called in `payments.provider` and in a payment's evidence on chain. */
export const provider = 'mpesa';

export type RailsDeps = {
	db: Database;
	/** `Postgres.listen`. */
	listen: Postgres<Record<string, never>>['listen'];
	mpesa: Mpesa;
	shortcode: string;
	seal: Seal;
	clock: Clock;
	log: Logger;
	hooks: {
		/** 32 bytes in hex: the unguessable part of each address follows from it. */
		secret: string;
		/** Where the provider reaches this relayer, without a slash at the end. */
		baseUrl: string;
		/** Only from these IPs, where given. */
		allowedIps: readonly string[] | null;
		/** Whether X-Forwarded-For is our own proxy's. */
		trustProxy: boolean;
	};
	/**
	 * Tells the provider our addresses at each start, where given. On the live network that is done once, by hand: it
	 * refuses a second time.
	 */
	register: { nominatedNumber: string } | null;
	/** Between two steps of a worker; a test ends its process there. */
	step?: (name: string) => void;
};

export const nowOf = ({ clock }: { clock: Clock }): Date => new Date(clock.now());
