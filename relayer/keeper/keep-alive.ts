import { and, eq, gt, inArray, isNotNull, isNull, lt, lte, notInArray, or, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { type Entry, entriesAt } from '#shared/chain/rpc.ts';
import { codeKey, instanceKey, orderKey } from '#shared/chain/state/event-state.ts';
import { readRegistry } from '#shared/chain/state/read-registry-config.ts';
import type { Chain, Landed, SignTransaction } from '#shared/chain/submit/invoke.ts';
import { extendEntries, restoreEntries } from '#shared/chain/submit/keep-entries.ts';
import { type EventVersions, versionOf } from '#shared/contract/versions.ts';
import { closeAlerts, openAlert } from '../cases/open-alert.ts';
import { type KeptEntry, type KeptEntryKind, keeperEvents, keptEntries } from '../models/keeper.ts';
import type { Database } from '../models/schema.ts';
import { insertEntries } from './add-events.ts';
import type { Archive } from './find-missing-events.ts';

/** A day on the public network: a ledger every five seconds. */
const ledgersPerDay = 17_280;
/** An entry that lives shorter than this is extended … */
const extendBelow = 60 * ledgersPerDay;
/** … to this, which is the life of a new entry. */
const extendTo = 120 * ledgersPerDay;
/** An entry that lives shorter than this opens a case. */
const alarmBelow = 30 * ledgersPerDay;
/** The wait until an entry that is missing, or could not be extended, is checked again. */
const lookAgain = ledgersPerDay / 24;
const rowsAtOnce = 200;
const keysPerCall = 40;
const alarm = 'ENTRIES_EXPIRING';

export type KeepAliveDeps = {
	db: Database;
	chain: Chain;
	registry: string;
	/** The account that pays the rent. Code alone costs more than a channel account holds. */
	payer: { address: string; sign: SignTransaction };
	archive: Archive | null;
	log: Logger;
	/** The versions of the event contract that this keeper knows; all of them unless given. */
	versions?: EventVersions;
};

/** Fees in stroops of XLM. `leastLeft` is the shortest life of a kept entry, in ledgers; null if none is known. */
export type KeepAliveOutcome = {
	extendFees: bigint;
	restoreFees: bigint;
	low: number;
	leastLeft: number | null;
};

/**
 * Keeps every entry that money or tickets need from being archived, and restores what was. Entries of an event are
 * kept until 180 days after its end, at most three years; longer while something is due, but without its orders.
 */
export async function keepAlive(deps: KeepAliveDeps, latest: number, now: Date): Promise<KeepAliveOutcome> {
	await listShared(deps);
	await listArchivedOrders(deps);
	const fees = { extendFees: 0n, restoreFees: 0n };
	for (;;) {
		const rows = await dueRows(deps.db, latest, now);
		if (rows.length === 0) break;
		const seen = await readLives(deps, rows, latest);
		fees.restoreFees += await change(deps, seen.archived, (call) => restoreEntries(call));
		// A restored entry has the network's shortest life.
		const short = [...seen.archived, ...seen.short];
		fees.extendFees += await change(deps, short, (call) => extendEntries(call, extendTo));
		if (short.length > 0) await readLives(deps, short, latest);
	}
	return { ...fees, ...(await raiseAlarms(deps.db, latest, now)) };
}

/** What all events share: the registry, its code, and the code of the next event. An event's own is listed with it. */
async function listShared({ db, chain, registry }: KeepAliveDeps): Promise<void> {
	const { wasmHash, config } = await readRegistry(chain.rpcUrl, registry);
	const codes = [config.event_wasm, ...(wasmHash ? [wasmHash] : [])];
	await insertEntries(db, [
		{ key: instanceKey(registry), event: null, kind: 'registry' },
		...codes.map((hash) => ({ key: codeKey(hash), event: null, kind: 'code' as const })),
	]);
}

/** Orders of lost ledgers, if the archive knows them. */
async function listArchivedOrders({ db, archive, log, versions }: KeepAliveDeps): Promise<void> {
	if (!archive) return;
	const incomplete = await db.select().from(keeperEvents).where(eq(keeperEvents.ordersMissing, true));
	for (const { event, wasmHash } of incomplete) {
		try {
			const version = versionOf(wasmHash, versions);
			const ids = await archive.orders(event);
			await insertEntries(
				db,
				ids.map((id) => ({ key: orderKey(event, id, version), event, kind: 'order' as const })),
			);
			await db.update(keeperEvents).set({ ordersMissing: false }).where(eq(keeperEvents.event, event));
		} catch (error) {
			log.warn({ event, err: error }, 'the indexer does not list this event’s orders; it is asked again');
		}
	}
}

/** What there may be thousands of in one event, and no payout needs. */
const ofTickets: KeptEntryKind[] = ['order', 'moved', 'listed'];

/** A due that cannot be paid never ends: then only the few entries that its payout needs are kept. */
const isKept = (now: Date) =>
	or(
		isNull(keptEntries.event),
		isNull(keeperEvents.keepUntil),
		gt(keeperEvents.keepUntil, now),
		and(isNotNull(keeperEvents.wakeAt), notInArray(keptEntries.kind, ofTickets)),
	);

/** Entries that are due for a check, the shortest life first. */
const dueRows = (db: Database, latest: number, now: Date): Promise<KeptEntry[]> =>
	db
		.select({
			key: keptEntries.key,
			event: keptEntries.event,
			kind: keptEntries.kind,
			liveUntil: keptEntries.liveUntil,
			checkedLedger: keptEntries.checkedLedger,
		})
		.from(keptEntries)
		.leftJoin(keeperEvents, eq(keeperEvents.event, keptEntries.event))
		.where(
			and(
				isKept(now),
				or(isNull(keptEntries.liveUntil), lt(keptEntries.liveUntil, latest + extendBelow)),
				or(eq(keptEntries.checkedLedger, 0), lte(keptEntries.checkedLedger, latest - lookAgain)),
			),
		)
		.orderBy(sql`${keptEntries.liveUntil} NULLS FIRST`)
		.limit(rowsAtOnce);

type EntryLives = { archived: KeptEntry[]; short: KeptEntry[] };

/** Reads these entries and records how long they live. */
async function readLives(
	{ db, chain }: KeepAliveDeps,
	rows: KeptEntry[],
	latest: number,
): Promise<EntryLives> {
	const keys = rows.map(({ key }) => key);
	const { found, latestLedger } = await entriesAt(chain.rpcUrl, keys);
	const seen: EntryLives = { archived: [], short: [] };
	for (const row of rows) {
		const liveUntil = lifeOf(row, found.get(row.key));
		if (liveUntil !== null && liveUntil < latestLedger) seen.archived.push(row);
		else if (liveUntil !== null && liveUntil < latest + extendBelow) seen.short.push(row);
		if (liveUntil !== row.liveUntil)
			await db.update(keptEntries).set({ liveUntil }).where(eq(keptEntries.key, row.key));
	}
	await db.update(keptEntries).set({ checkedLedger: latest }).where(inArray(keptEntries.key, keys));
	return seen;
}

/** The RPC does not return evicted entries. So a missing entry that existed before is archived. */
const lifeOf = (row: KeptEntry, entry: Entry | undefined): number | null =>
	entry ? (entry.liveUntilLedgerSeq ?? null) : row.liveUntil;

type Action = (call: {
	chain: Chain;
	source: string;
	sign: SignTransaction;
	keys: string[];
}) => Promise<Landed>;

/** Makes calls of several keys each; code is large and gets its own call. Returns the fees. */
async function change(deps: KeepAliveDeps, rows: KeptEntry[], action: Action): Promise<bigint> {
	const [code, rest] = [rows.filter(isCode), rows.filter((row) => !isCode(row))];
	let fees = 0n;
	for (const row of code) fees += await changeTogether(deps, [row], action);
	for (let i = 0; i < rest.length; i += keysPerCall)
		fees += await changeTogether(deps, rest.slice(i, i + keysPerCall), action);
	return fees;
}

const isCode = ({ kind }: KeptEntry): boolean => kind === 'code';

/** A call that fails is halved, so that one bad key blocks no other. */
async function changeTogether(deps: KeepAliveDeps, rows: KeptEntry[], action: Action): Promise<bigint> {
	const { chain, payer, log } = deps;
	try {
		const keys = rows.map(({ key }) => key);
		return (await action({ chain, source: payer.address, sign: payer.sign, keys })).fee;
	} catch (error) {
		if (rows.length === 1) {
			log.error(
				{ kind: rows[0]!.kind, event: rows[0]!.event, err: error },
				'an entry could not be kept alive',
			);
			return 0n;
		}
		const middle = rows.length >> 1;
		const first = await changeTogether(deps, rows.slice(0, middle), action);
		return first + (await changeTogether(deps, rows.slice(middle), action));
	}
}

/** Opens a case for each event with entries that will soon be archived, and closes those that are fine again. */
async function raiseAlarms(
	db: Database,
	latest: number,
	now: Date,
): Promise<Pick<KeepAliveOutcome, 'low' | 'leastLeft'>> {
	const kept = db
		.select({
			event: keptEntries.event,
			low: sql<number>`count(*) FILTER (WHERE ${keptEntries.liveUntil} < ${latest + alarmBelow})::int`,
			least: sql<number | null>`min(${keptEntries.liveUntil})`,
		})
		.from(keptEntries)
		.leftJoin(keeperEvents, eq(keeperEvents.event, keptEntries.event))
		.where(isKept(now))
		.groupBy(keptEntries.event);
	const rows = await kept;
	const low = rows.filter((row) => row.low > 0);
	for (const { event, low: entries, least } of low) {
		const facts = { entries: String(entries), ledgersLeft: String((least ?? latest) - latest) };
		await openAlert(db, { reason: alarm, subject: event ?? 'shared', facts }, now);
	}
	const fine = rows.filter((row) => row.low === 0).map(({ event }) => event ?? 'shared');
	if (fine.length > 0) await closeAlerts(db, alarm, fine, 'Its entries live long enough again.', now);
	const lives = rows.flatMap(({ least }) => (least === null ? [] : [least - latest]));
	return {
		low: low.reduce((n, row) => n + row.low, 0),
		leastLeft: lives.length > 0 ? Math.min(...lives) : null,
	};
}
