import type { Keypair } from '@stellar/stellar-sdk';
import type { Logger } from 'pino';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import type { Clock } from '#shared/clock.ts';
import type { Database } from '../models/schema.ts';
import type { RelayerSeal } from '../relayer-seal.ts';

/** What is paid within 24 hours. */
export type FeeBounds = {
	/** Stroops of XLM for everybody; 0 pays nothing. */
	day: bigint;
	/** Calls of one wallet, of one device and of one account. */
	calls: number;
	/** Stroops of XLM that first trust lines lock, for everybody; 0 opens none. */
	reserves: bigint;
};

export type FeeDeps = {
	db: Database;
	clock: Clock;
	seal: RelayerSeal;
	log: Logger;
	chain: Chain;
	registry: string;
	/** The account that pays. */
	payer: Keypair;
	/** Accounts whose sequence numbers transactions take that open an account. */
	openers: readonly Keypair[];
	/** The asset of first trust lines: `USDC:G…`. */
	asset: string;
	/** Our own accounts (G…): their calls are never paid here. */
	own: ReadonlySet<string>;
	fees: FeeBounds;
	/** Whether Passa holds this account for somebody: it never has XLM. */
	isHeld?(address: string): Promise<boolean>;
	/** Throws if the network is not ours, or not known yet. */
	assertStarted?(): void;
	/** A test ends the work here. */
	between?: (step: FeeKillPoint) => void | Promise<void>;
};

/** A process may die between any two of these. */
export type FeeKillPoint = 'counted' | 'sent';
