import { and, eq, inArray } from 'drizzle-orm';
import { orders } from '../models/orders.ts';
import { reviews } from '../models/payments.ts';
import type { RailsDeps } from '../rails/deps.ts';
import type { UnreadableRow } from '../rails/mpesa/statement.ts';
import { flagRow } from './flag-row.ts';
import { referenceOf } from './import-statement.ts';
import { hex } from './load-facts.ts';

const reason = 'PULL_ROW_STRANGE';

/** Rows that are no payments, as far as we can read them: each is told to a person once, and counts as nothing. */
export async function flagUnreadable(deps: RailsDeps, strange: UnreadableRow[]): Promise<void> {
	if (strange.length === 0) return;
	const { db, seal } = deps;
	const named = strange.map((row) => ({ row, subject: hex(seal.keyOf('row', nameOf(row))) }));
	const subjects = named.map(({ subject }) => subject);
	const told = await db
		.select({ subject: reviews.subject })
		.from(reviews)
		.where(and(eq(reviews.reason, reason), inArray(reviews.subject, subjects)));
	const known = new Set(told.map((each) => each.subject));
	for (const { row, subject } of named) {
		if (known.has(subject)) continue;
		const { receipt, body } = row;
		await flagRow(deps, { reason, subject, facts: await factsOf(deps, row), receipt, amount: null, body });
	}
}

/** One receipt may be of a payment and of its reversal; what has no receipt is called by all that it says. */
const nameOf = ({ receipt, type, body }: UnreadableRow): string =>
	receipt === null ? sorted(body) : `${receipt}\0${type}`;

/** The same in whatever order its fields came. */
const sorted = (body: unknown): string =>
	body !== null && typeof body === 'object'
		? JSON.stringify(Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1)))
		: JSON.stringify(body);

/** What people type into a reference may be a name: only an order of ours is told. */
async function factsOf({ db }: RailsDeps, row: UnreadableRow): Promise<Record<string, string>> {
	const [order] = await db
		.select({ reference: orders.reference })
		.from(orders)
		.where(eq(orders.reference, referenceOf(row)));
	return {
		why: row.why,
		...(/^[A-Za-z0-9 _-]{1,40}$/.test(row.type) ? { type: row.type } : {}),
		...(order ? { order: order.reference } : {}),
	};
}
