import type { Logger } from 'pino';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import type { Clock } from '#shared/clock.ts';
import type { Database } from '../models/schema.ts';
import type { MemberIds } from '../signer.server.ts';
import type { PointFacts } from './point-facts.ts';

export type LoyaltyDeps = {
	db: Database;
	clock: Clock;
	log: Logger;
	chain: Chain;
	/** The contract of points. */
	loyalty: string;
	members: MemberIds;
	/** What points follow from: the indexer. */
	facts: PointFacts;
	/** Between two roots. */
	milliseconds: number;
};
