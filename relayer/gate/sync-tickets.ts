import { scValToNative, xdr } from '@stellar/stellar-sdk';
import { and, eq, gt, lte, max, sql } from 'drizzle-orm';
import { call } from '#shared/chain/rpc.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { orderOf } from '#shared/chain/state/ids.ts';
import { nowOf } from '#shared/clock.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import { PassaError } from '#shared/errors.ts';
import { type GateTicketRow, gateEvents, gateTickets } from '../models/gates.ts';
import { keeperScans, keptEntries } from '../models/keeper.ts';
import { ledgerTickets } from '../passes/ledger-tickets.ts';
import type { GateDeps } from './gate-deps.ts';

type Deps = Pick<GateDeps, 'db' | 'clock' | 'chain'>;

/** Orders in one round: two reads of the network. */
const atOnce = 200;
/** Milliseconds. */
const [longestWait, pause] = [8_000, 100];

/** Reads these orders from the ledger and keeps their tickets. Throws LedgerTicketsError. */
export async function readOrders(
	{ db, chain }: Deps,
	{ event, version }: { event: string; version: EventVersion },
	orders: readonly bigint[],
): Promise<GateTicketRow[]> {
	const found = [...(await ledgerTickets(chain.rpcUrl, { event, version }, orders)).values()];
	if (found.length === 0) return [];
	const rows = found.map(({ ticket, ledger: readLedger, ...rest }) => {
		const { order: chainOrder, index } = orderOf(ticket);
		return { event, chainOrder, index, readLedger, ...rest };
	});
	return db
		.insert(gateTickets)
		.values(rows)
		.onConflictDoUpdate({
			target: [gateTickets.event, gateTickets.chainOrder, gateTickets.index],
			set: {
				owner: sql`excluded.owner`,
				custodial: sql`excluded.custodial`,
				used: sql`excluded.used`,
				refunded: sql`excluded.refunded`,
				readLedger: sql`excluded.read_ledger`,
			},
			// Another process may have read a later ledger.
			setWhere: lte(gateTickets.readLedger, sql`excluded.read_ledger`),
		})
		.returning();
}

/**
 * Brings the gates' list of an event up to what the network shows: what the event says, orders that are new, and those
 * that something happened to. Throws ReadEventStateError, LedgerTicketsError or KEEPER_BEHIND: the list then stays as old
 * as it was.
 */
export async function syncTickets(deps: Deps, event: string): Promise<void> {
	const { db, chain } = deps;
	const began = nowOf(deps);
	const { version } = await readEvent(deps, event);
	await awaitKeeper(deps);
	const stale = await db
		.selectDistinct({ chainOrder: gateTickets.chainOrder })
		.from(gateTickets)
		.where(and(eq(gateTickets.event, event), gt(gateTickets.changedLedger, gateTickets.readLedger)));
	const known = await db
		.selectDistinct({ chainOrder: gateTickets.chainOrder })
		.from(gateTickets)
		.where(eq(gateTickets.event, event));
	const has = new Set(known.map(({ chainOrder }) => chainOrder));
	const fresh = (await ordersOf(deps, event)).filter((order) => !has.has(order));
	const wanted = [...stale.map(({ chainOrder }) => chainOrder), ...fresh];
	for (let at = 0; at < wanted.length; at += atOnce)
		await readOrders({ db, chain, clock: deps.clock }, { event, version }, wanted.slice(at, at + atOnce));
	await db.update(gateEvents).set({ listedAt: began }).where(eq(gateEvents.event, event));
}

/**
 * The keeper hears of each order and of each change: the list is of a moment only once the keeper has read that moment's
 * ledger. Throws KEEPER_BEHIND after some seconds.
 */
async function awaitKeeper({ db, chain, clock }: Deps): Promise<void> {
	const { sequence } = await call(chain.rpcUrl, 'getLatestLedger');
	const until = clock.now() + longestWait;
	for (;;) {
		const [scan] = await db.select({ ledger: max(keeperScans.ledger) }).from(keeperScans);
		if ((scan?.ledger ?? 0) >= sequence) return;
		if (clock.now() >= until)
			throw new PassaError('KEEPER_BEHIND', 'The keeper has not read the newest ledger yet.', {
				status: 503,
			});
		await clock.sleep(pause, new AbortController().signal);
	}
}

/** Reads what the event says now, and keeps it for when the network is away. Throws ReadEventStateError. */
export async function readEvent(
	{ db, chain, clock }: Deps,
	event: string,
): Promise<{ version: EventVersion }> {
	const { version, terms, counters } = await readEventState(chain.rpcUrl, event);
	const read = {
		opensAt: Number(terms.doors_at),
		closesAt: Number(terms.ends_at),
		freezeAt: Number(terms.policy.freeze_at),
		cancelled: counters.cancelled,
		readAt: nowOf({ clock }),
	};
	await db
		.insert(gateEvents)
		.values({ event, ...read })
		.onConflictDoUpdate({ target: gateEvents.event, set: read });
	return { version };
}

/** Orders of an event, from the keeper's list of ledger entries that it keeps alive. */
async function ordersOf({ db }: Deps, event: string): Promise<bigint[]> {
	const rows = await db
		.select({ key: keptEntries.key })
		.from(keptEntries)
		.where(and(eq(keptEntries.event, event), eq(keptEntries.kind, 'order')));
	return rows.map(({ key }) => orderIn(key));
}

/** The key of an order is its number, in the first version after a name. */
function orderIn(key: string): bigint {
	const entry = xdr.LedgerKey.fromXdr(key, 'base64');
	if (entry.type !== 'contractData') throw new TypeError('the key of an order is contract data');
	const native: unknown = scValToNative(entry.contractData.key);
	return Array.isArray(native) ? (native.at(-1) as bigint) : (native as bigint);
}
