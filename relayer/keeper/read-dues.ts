import { MuxedAccount, scValToNative, xdr } from '@stellar/stellar-sdk';
import { and, eq } from 'drizzle-orm';
import { entriesAt } from '#shared/chain/rpc.ts';
import {
	balanceKey,
	codeKey,
	decodeEventState,
	type EventState,
	entryNative,
	failuresOf,
	stateKeys,
	stateKeysOf,
} from '#shared/chain/state/event-state.ts';
import { accounts, cash, creatorAccount } from '#shared/contract/accounting.ts';
import { booksOf } from '#shared/contract/books-of.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import { type EventVersions, eventVersions } from '#shared/contract/versions.ts';
import { hex } from '#shared/hex.ts';
import { type KeeperEventRow, keeperEvents, keptEntries } from '../models/keeper.ts';
import type { Database } from '../models/schema.ts';
import { insertEntries } from './add-events.ts';
import { entry } from './entry-changes.ts';
import type { Dues } from './plan-payouts.ts';
import { type Remainder, remainderOf } from './remainder.ts';

/** The result of one reading. All of it is at least as new as `ledger`. */
export type Reading = {
	ledger: number;
	dues: Dues[];
	/** Events whose entries cannot be read, such as archived ones, and why. */
	unreadable: { event: string; error: unknown }[];
	calls: Map<string, EventCalls>;
	/** Cancelled events that hold enough to give every ticket's money back. */
	refunding: string[];
	remainders: Remainder[];
};

/** The event's version, by which it is called, and what its error numbers mean. */
export type EventCalls = { version: EventVersion; failures: FailuresOfContracts };

const dayMs = 86_400_000;
/** For how long after its end an event's entries are kept although nothing is due: for late claims and its tickets' owners. */
const keptAfterEndMs = 180 * dayMs;
/** The longest that entries are kept at our cost: anybody may publish an event that ends in a million years. */
const mostKeptMs = 3 * 365 * dayMs;

/** The end of the year 9999: a contract takes any u64 as a time, a database does not. */
const farthest = 253_402_300_799_000;
const milliseconds = (seconds: bigint): number => Math.min(Number(seconds) * 1000, farthest);

/** Reads dues directly from the ledger, so that the keeper works without the indexer. */
export async function readDues(
	db: Database,
	rpcUrl: string,
	rows: KeeperEventRow[],
	closeTime: bigint,
	versions: EventVersions = eventVersions,
): Promise<Reading> {
	const { found, latestLedger: ledger } = await entriesAt(
		rpcUrl,
		rows.flatMap((row) => keysOf(row, versions)),
	);
	const reading: Reading = {
		...{ ledger, dues: [], unreadable: [], calls: new Map() },
		...{ refunding: [], remainders: [] },
	};
	for (const row of rows) {
		try {
			const state = decodeEventState(row.event, found, versions);
			const creators = await creatorsOf(db, rpcUrl, row.event, state, closeTime);
			const dues = { ...duesOf(row, state, closeTime), creators };
			if (row.keepUntil === null) await rememberTerms(db, row.event, state, closeTime);
			reading.calls.set(row.event, { version: state.version, failures: failuresOf(row.event, state) });
			reading.dues.push(dues);
			if (isRefunding(state, closeTime)) reading.refunding.push(row.event);
			const left = remainderOf(row.event, state, closeTime);
			if (left) reading.remainders.push(left);
		} catch (error) {
			reading.unreadable.push({ event: row.event, error });
		}
	}
	return reading;
}

/** Of its own version, once that is known. */
function keysOf({ event, wasmHash }: KeeperEventRow, versions: EventVersions): string[] {
	const version = wasmHash === null ? undefined : versions[wasmHash];
	return version ? stateKeysOf(event, version) : stateKeys(event, versions);
}

function duesOf(
	{ event, smallSince }: KeeperEventRow,
	state: EventState,
	closeTime: bigint,
): Omit<Dues, 'creators'> {
	const { terms, powers } = state;
	const { reserve_bps, release_at } = terms.policy;
	const frozen = closeTime < powers.frozenUntil;
	const opensAt = frozen ? powers.frozenUntil : release_at;
	return {
		event,
		amounts: amountsOf(state, closeTime),
		smallSince: smallSince?.getTime() ?? null,
		releaseAt: frozen || reserve_bps > 0 ? milliseconds(opensAt) : null,
	};
}

/** By payee. */
function amountsOf(state: EventState, closeTime: bigint): bigint[] {
	const none = paysNobody(state, closeTime);
	return accounts(booksOf(state), closeTime).map(({ due }) => (none ? 0n : due));
}

/** What one event could pay in this moment. */
export const duesOfEvent = async (
	db: Database,
	rpcUrl: string,
	event: string,
	state: EventState,
	closeTime: bigint,
): Promise<Pick<Dues, 'amounts' | 'creators'>> => ({
	amounts: amountsOf(state, closeTime),
	creators: await creatorsOf(db, rpcUrl, event, state, closeTime),
});

/** After a cancel everything is buyers', and while it is frozen the event pays nobody. */
const paysNobody = ({ counters, powers }: EventState, closeTime: bigint): boolean =>
	counters.cancelled || closeTime < powers.frozenUntil;

/** Below its whole price a ticket is given back only at its payer's wish, and never while the event is frozen. */
const isRefunding = (state: EventState, closeTime: bigint): boolean => {
	const { cancelled, refundable } = state.counters;
	return (
		cancelled &&
		refundable > 0n &&
		cash(booksOf(state)) >= refundable &&
		closeTime >= state.powers.frozenUntil
	);
};

/** What creators are due, by address. Their entries are read only if the totals say that some earned more than they got. */
async function creatorsOf(
	db: Database,
	rpcUrl: string,
	event: string,
	state: EventState,
	closeTime: bigint,
): Promise<Map<string, bigint>> {
	const { commissions, creatorsPaid, overpaid } = state.counters;
	const { decodeCreator } = state.version;
	if (!decodeCreator || commissions - creatorsPaid + overpaid <= 0n || paysNobody(state, closeTime))
		return new Map();
	const kept = await db
		.select({ key: keptEntries.key })
		.from(keptEntries)
		.where(and(eq(keptEntries.event, event), eq(keptEntries.kind, 'creator')));
	const keys = kept.map(({ key }) => key);
	const { found } = await entriesAt(rpcUrl, keys);
	const books = booksOf(state);
	return new Map(
		[...found].map(([key, entry]) => [
			creatorIn(key),
			creatorAccount(books, decodeCreator(entryNative(entry)), closeTime).due,
		]),
	);
}

/** The creator whom an entry's key names. */
function creatorIn(key: string): string {
	const ledgerKey = xdr.LedgerKey.fromXdr(key, 'base64');
	const name = ledgerKey.type === 'contractData' ? ledgerKey.contractData.key : null;
	const [, creator] = (name ? scValToNative(name) : []) as [string, string];
	return creator;
}

/** Once for each event, and again if its end moved: how long it is kept, and the entries that its terms name. */
async function rememberTerms(
	db: Database,
	event: string,
	{ config, terms, counters, powers, version, wasmHash }: EventState,
	closeTime: bigint,
): Promise<void> {
	const receivers =
		counters.owed > 0n
			? [...terms.payees.map(({ address }) => address), ...powers.redirects.map(({ to }) => to)]
			: [];
	const ends = [terms.ends_at, terms.policy.release_at].map(milliseconds);
	const keepUntil = new Date(
		Math.min(Math.max(...ends) + keptAfterEndMs, milliseconds(closeTime) + mostKeptMs),
	);
	await insertEntries(db, [
		{ key: balanceKey(config.usdc, event), event, kind: 'balance' },
		...receivers.flatMap((to) => entry(event, 'owed', version.keys.owed(accountOf(to)))),
		...(wasmHash ? [{ key: codeKey(wasmHash), event: null, kind: 'code' as const }] : []),
	]);
	await db
		.update(keeperEvents)
		.set({ keepUntil, wasmHash: wasmHash && hex(wasmHash) })
		.where(eq(keeperEvents.event, event));
}

/** What is owed to an address with an id is owed to its account. */
const accountOf = (address: string): string =>
	address.startsWith('M') ? MuxedAccount.fromAddress(address, '0').baseAccount().accountId() : address;
