import { and, eq } from 'drizzle-orm';
import { call } from '#shared/chain/rpc.ts';
import { type EventState, failuresOf, readEventState } from '#shared/chain/state/event-state.ts';
import { orderOf } from '#shared/chain/state/ids.ts';
import { nowOf } from '#shared/clock.ts';
import type { Work } from '#shared/service/worker.server.ts';
import type { CallDeps, ChainView, Next } from '../calls/call-job.ts';
import { callWork } from '../calls/call-work.ts';
import { type CheckInRow, checkIns } from '../models/check-ins.ts';
import type { Transaction } from '../models/schema.ts';
import { ledgerTickets } from '../passes/ledger-tickets.ts';

type Row = CheckInRow;
/** `left`: orders with the tickets of the row that the chain does not show as used, and could. */
type View = ChainView & { state: EventState; left: [bigint, number][] };

/** `gate`: the account that organizers name to the contract; it submits, too. */
export type CheckInDeps = CallDeps & { gate: string };

/**
 * Checks entries in on chain, as the gate that the organizer named. The contract uses a ticket once, however often it is
 * sent; the chain itself says what is left. While it is away, or the organizer has named no gate, the rows wait, and nobody at
 * a door notices.
 */
export const checkInWork = (deps: CheckInDeps): Work<Row> =>
	callWork<Row, View>(deps, {
		name: 'checking tickets in',
		...{ table: checkIns, key: [checkIns.id], leaseMilliseconds: 180_000 },
		isUntouched: ({ id, attempts }) =>
			and(eq(checkIns.id, id), eq(checkIns.state, 'due'), eq(checkIns.attempts, attempts)),
		read: (row) => read(deps, row),
		next: (row, view) => next(deps, row, view),
		afterError: ({ code }) => ({ do: 'wait', code }),
		pause: ({ createdAt }) => ({ since: createdAt, part: 4, least: 1_000, most: 60_000 }),
		named: ({ id, event }) => ({ checkIn: id, event }),
		isNotYet: 'entries are not checked in yet',
	});

async function read({ chain, versions }: CheckInDeps, { event, orders }: Row): Promise<View> {
	const { sequence, closeTime } = await call(chain.rpcUrl, 'getLatestLedger');
	const state = await readEventState(chain.rpcUrl, event, versions);
	const ids = orders.map(([order]) => BigInt(order));
	const found = await ledgerTickets(chain.rpcUrl, { event, version: state.version }, ids);
	const open = new Map<bigint, number>();
	for (const { ticket, used, refunded } of found.values()) {
		const { order, index } = orderOf(ticket);
		if (!used && !refunded) open.set(order, (open.get(order) ?? 0) | (1 << index));
	}
	const left = orders
		.map(([order, mask]): [bigint, number] => [BigInt(order), mask & (open.get(BigInt(order)) ?? 0)])
		.filter(([, mask]) => mask !== 0);
	const failures = failuresOf(event, state);
	return { ledger: sequence, closeTime: BigInt(closeTime), failures, state, left };
}

function next(deps: CheckInDeps, row: Row, { state, left, closeTime }: View): Next<Row> {
	const said: [object, string] = [{ checkIn: row.id, event: row.event }, 'entries are checked in'];
	if (left.length === 0) return { do: 'record', write: (tx) => end(tx, deps, row, 'done'), said };
	if (state.counters.cancelled) return { do: 'giveUp', write: (tx) => end(tx, deps, row, 'refused') };
	const { checkIn } = state.version;
	if (checkIn === null) return { do: 'wait', code: 'EVENT_TOO_OLD' };
	if (!state.powers.gates.includes(deps.gate)) return { do: 'wait', code: 'NOT_GATE' };
	if (closeTime < state.terms.doors_at) return { do: 'wait', code: 'DOORS_CLOSED' };
	return { do: 'call', call: () => ({ operation: checkIn(row.event, deps.gate, left) }) };
}

const end = (tx: Transaction, deps: CheckInDeps, { id }: Row, state: Row['state']) =>
	tx
		.update(checkIns)
		.set({ state, wakeAt: null, waitsFor: null, endedAt: nowOf(deps) })
		.where(and(eq(checkIns.id, id), eq(checkIns.state, 'due')));
