import { and, asc, inArray } from 'drizzle-orm';
import type { Books } from '#shared/contract/accounting.ts';
import { type EventRow, events } from './events.ts';
import { gates } from './gates.ts';
import { type PayeeRow, payees } from './payees.ts';
import type { Reader } from './schema.ts';
import { type TierRow, tiers } from './tiers.ts';

/** `gates`: those that let people in now, in the order of their addresses. */
export type EventParts = {
	row: EventRow;
	tiers: TierRow[];
	payees: PayeeRow[];
	gates: string[];
};

/** Runs one query after the other: a transaction has one connection, and a connection answers one query at a time. */
export async function eventParts(db: Reader, nos: number[]): Promise<EventParts[]> {
	if (nos.length === 0) return [];
	const rows = await db.select().from(events).where(inArray(events.no, nos)).orderBy(asc(events.no));
	const tierRows = await db
		.select()
		.from(tiers)
		.where(inArray(tiers.eventNo, nos))
		.orderBy(asc(tiers.eventNo), asc(tiers.index));
	const payeeRows = await db
		.select()
		.from(payees)
		.where(inArray(payees.eventNo, nos))
		.orderBy(asc(payees.eventNo), asc(payees.index));
	const gateRows = await db
		.select()
		.from(gates)
		.where(and(inArray(gates.eventNo, nos), gates.isOn))
		.orderBy(asc(gates.eventNo), asc(gates.gate));
	const gatesBy = Map.groupBy(gateRows, (g) => g.eventNo);
	const tiersBy = Map.groupBy(tierRows, (t) => t.eventNo);
	const payeesBy = Map.groupBy(payeeRows, (p) => p.eventNo);
	return rows.map((row) => ({
		row,
		tiers: tiersBy.get(row.no) ?? [],
		payees: payeesBy.get(row.no) ?? [],
		gates: (gatesBy.get(row.no) ?? []).map((g) => g.gate),
	}));
}

export const booksOf = ({ row, payees }: Pick<EventParts, 'row' | 'payees'>): Books => ({
	gross: row.gross,
	refunded: row.refunded,
	topUps: row.topUps,
	shortfalls: row.shortfalls,
	commissions: row.commissions,
	creatorsPaid: row.creatorsPaid,
	overpaid: row.overpaid,
	cancelled: row.cancelledAt > 0n,
	bps: payees.map((p) => p.bps),
	paid: payees.map((p) => p.paid),
	reserveBps: row.reserveBps,
	releaseAt: row.releaseAt,
});
