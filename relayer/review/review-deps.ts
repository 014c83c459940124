import type { Logger } from 'pino';
import type { Clock } from '#shared/clock.ts';
import type { Database } from '../models/schema.ts';
import type { RelayerSeal } from '../relayer-seal.ts';

/** What reading and deciding cases needs. */
export type ReviewDeps = {
	db: Database;
	seal: RelayerSeal;
	clock: Clock;
	log: Logger;
	/** The most that one person alone may give away within a day, in cents of KES; `usualAlone` unless given. */
	aloneKes?: bigint;
};

/** KES 100. */
export const usualAlone = 10_000n;

/** Who decides when the printed support token opened the queue: nobody in particular, so never one of two persons. */
export const supportToken = 'support-token';
