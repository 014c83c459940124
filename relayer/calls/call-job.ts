import type { Transaction as Envelope, xdr } from '@stellar/stellar-sdk';
import type { SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Logger } from 'pino';
import type { Authority } from '#shared/chain/submit/authorise.ts';
import type { Call, Chain } from '#shared/chain/submit/invoke.ts';
import type { Clock } from '#shared/clock.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import type { ChannelAccounts } from '#shared/service/channel-accounts.server.ts';
import type { JobTable } from '#shared/service/leased-rows.server.ts';
import type { Database, Transaction } from '../models/schema.ts';
import type { Signer } from '../signer.server.ts';

/** A process may die between any two of these. */
export const callKillPoints = ['read', 'stored', 'sent', 'recorded'] as const;
export type CallDeps = {
	db: Database;
	chain: Chain;
	registry: string;
	signer: Signer;
	/** Accounts that submit; they belong to the one process that works them. */
	channels: ChannelAccounts;
	clock: Clock;
	log: Logger;
	versions?: EventVersions;
	/** A test ends a worker here: at one of `callKillPoints`, after the job's part if it has several. */
	between?: (name: string) => void | Promise<void>;
};

/** What the table of such work keeps of its calls. */
export type CallRow = {
	/** The newest signed call (base64), stored before it is sent; it can land until `validUntil` (Unix seconds). */
	envelope: string | null;
	validUntil: bigint | null;
	/** A ledger before the first call. */
	sinceLedger: number | null;
	/** It rises with each call, so that a process whose row another took over changes nothing. */
	attempts: number;
	/** Why it waits: a stable code. */
	waitsFor: string | null;
	/** When it is due; of a leased row the end of its lease. */
	wakeAt: Date | null;
};

/** What the chain shows: in this ledger, which closed at this time (Unix seconds), or later. */
export type ChainView = { ledger: number; closeTime: bigint; failures: FailuresOfContracts };

/** Milliseconds. A row is looked at again after this part of its age, within the bounds. */
export type Pause = { since: Date; part: number; least: number; most: number };

/** `hash`: of the transaction, in hex. */
export type SignedCall = { envelope: string; hash: string };

/** A call on chain, to be signed, stored and sent. */
export type WantedCall<Row> = Pick<Call, 'authLedgers'> & {
	operation: xdr.Operation;
	/** Who authorises it, and exactly what. */
	signers?: Authority[];
	signatures?: ReadonlyMap<string, xdr.SorobanAuthorizedInvocation>;
	/** Signs it beside its channel account. */
	alsoSign?(envelope: Envelope): Promise<void>;
	/** In the transaction that stores it, before it is sent: what else changes. Throws where it must not be sent. */
	keep?(tx: Transaction, signed: SignedCall): Promise<Partial<Row>>;
};

/** What follows from what the chain shows of a row. */
export type Next<Row> =
	/** Nothing can be done now. `change` is of the row, and with it comes `write`; `pause` is another one than the job's. */
	| {
			do: 'wait';
			code: string | null;
			change?: Partial<Row>;
			write?(tx: Transaction): Promise<unknown>;
			pause?: Partial<Pause>;
	  }
	/** The chain has decided: it is recorded, once. `andGoOn`: the row has another part. */
	| { do: 'record'; write(tx: Transaction): Promise<unknown>; said?: [object, string]; andGoOn?: true }
	/** It ends without a call, once none that was signed can land. */
	| { do: 'giveUp'; write(tx: Transaction): Promise<unknown>; said?: [object, string] }
	/** This call, once none that was signed before can land: until then that one is sent again. `isOnce`: the contract does it once. */
	| { do: 'call'; call(): WantedCall<Row> | Promise<WantedCall<Row>>; isOnce?: true }
	/** The stored call again, as it is. */
	| { do: 'resend' };

export type Failure<Row, View> = {
	row: Row;
	/** What this run read last; null: nothing. */
	view: View | null;
	code: string;
	error: unknown;
	/** Whether a call of this run was stored. */
	isSent: boolean;
	/** Of the row, when this run began. */
	attempts: number;
};

/**
 * Work whose rows each end by a call on chain. Its parts say what the chain shows, what follows from that, and what an error
 * means; `callWork` does it.
 */
export type CallJob<Row extends CallRow, View extends ChainView> = {
	name: string;
	table: JobTable;
	/** The columns of its primary key. */
	key: PgColumn[];
	leaseMilliseconds: number;
	/** Which rows of the table are this work's. */
	which?: SQL;
	also?(now: Date): Record<string, unknown>;
	/** The row itself, while it is open and as it was read. */
	isUntouched(row: Row): SQL | undefined;
	/** What belongs to leased rows. */
	load?(rows: Row[]): Promise<Row[]>;
	read(row: Row): Promise<View>;
	next(row: Row, view: View): Next<Row> | Promise<Next<Row>>;
	/** Whether its stored call may still land; left out: as `mayLand` says. */
	mayLand?(row: Row, view: View): boolean;
	/** What follows an error. */
	afterError(failure: Failure<Row, View>): Extract<Next<Row>, { do: 'wait' | 'record' }>;
	pause(row: Row): Pause;
	/** Where its calls are of several kinds: of which the next one is. */
	part?(row: Row): string;
	/** What a log calls it, and says while it waits. */
	named(row: Row): object;
	isNotYet: string;
};
