import type { Logger } from 'pino';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import type { Clock } from '#shared/clock.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import type { batches } from '../models/batches.ts';
import type { Database } from '../models/schema.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import type { Signer } from '../signer.server.ts';

export type BatchRow = typeof batches.$inferSelect;
export type BatchKey = Pick<BatchRow, 'event' | 'lane' | 'seq'>;

/** A process may die between any two of these. Its successor reads the database and the chain. */
export const settleKillPoints = ['bound', 'signed', 'stored', 'sent', 'landed', 'confirmed'] as const;
export type SettleKillPoint = (typeof settleKillPoints)[number];

export type SettleDeps = {
	db: Database;
	chain: Chain;
	registry: string;
	signer: Signer;
	seal: RelayerSeal;
	clock: Clock;
	log: Logger;
	/** The versions of the event contract that this relayer knows. */
	versions?: EventVersions;
	/** A test ends a worker here. */
	between?: (step: SettleKillPoint) => void | Promise<void>;
};
