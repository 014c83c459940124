import { and, eq, inArray } from 'drizzle-orm';
import { hex } from '#shared/hex.ts';
import type { CaseFacts } from '../case-facts.ts';
import { orders } from '../models/orders.ts';
import { reviews } from '../models/payments.ts';
import { referenceOf } from '../orders/reference.ts';
import { flagRow } from './flag-row.ts';
import { importReversal } from './import-reversal.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';
import type { UnreadableRow } from './statement.ts';

const reason = 'PULL_ROW_STRANGE';

/**
 * Flags rows that cannot be read as payments: each opens one alert, and moves no money. Reversals of ours are booked.
 * Throws if one cannot be recorded, after all others: then the statement does not count as read.
 */
export async function flagUnreadable(deps: ReconcileDeps, all: UnreadableRow[]): Promise<void> {
	let failure: Error | null = null;
	const rows: UnreadableRow[] = [];
	for (const row of all) {
		try {
			if (!(await importReversal(deps, row, nameOf(row)))) rows.push(row);
		} catch (error) {
			failure ??= error as Error;
		}
	}
	const { db, seal, rail } = deps;
	const named = rows.map((row) => ({
		row,
		subject: `${rail.provider} ${hex(seal.keyOf('row', nameOf(row)))}`,
	}));
	const subjects = named.map(({ subject }) => subject);
	const flagged = await db
		.select({ subject: reviews.subject })
		.from(reviews)
		.where(and(eq(reviews.reason, reason), inArray(reviews.subject, subjects)));
	const known = new Set(flagged.map((each) => each.subject));
	for (const { row, subject } of named) {
		if (known.has(subject)) continue;
		const { receipt, body } = row;
		try {
			await flagRow(deps, { reason, subject, facts: await factsOf(deps, row), receipt, amount: null, body });
		} catch (error) {
			failure ??= error as Error;
		}
	}
	if (failure) throw failure;
}

/** A payment and its reversal may share a receipt, so the type counts too. A row without one is named by its content. */
const nameOf = ({ receipt, type, body }: UnreadableRow): string =>
	receipt === null ? sorted(body) : `${receipt}\0${type}`;

/** The same text for any order of its fields. */
const sorted = (body: unknown): string =>
	body !== null && typeof body === 'object'
		? JSON.stringify(Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1)))
		: JSON.stringify(body);

/** Payers may type a name as reference, so facts show it only if it is an order of ours. */
async function factsOf({ db, rail }: ReconcileDeps, row: UnreadableRow): Promise<CaseFacts> {
	const [order] = await db
		.select({ reference: orders.reference })
		.from(orders)
		.where(and(eq(orders.provider, rail.provider), eq(orders.reference, referenceOf(row))));
	return {
		why: row.why,
		...(/^[A-Za-z0-9 _-]{1,40}$/.test(row.type) ? { type: row.type } : {}),
		...(order ? { order: order.reference } : {}),
	};
}
