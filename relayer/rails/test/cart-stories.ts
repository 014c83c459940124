import { suite } from 'uvu';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { requestRefund } from '../../payments/request-refund.ts';
import { assertMoneyBalances } from './assertions.ts';
import { openRailsFixture, type RailsFixture } from './fixture.ts';

/** Stories of an event with three tiers; each has a relayer of its own, and its money balances in the end. */
export function cartStories(name: string) {
	const test = suite(name);
	let cluster: TestPostgres;
	test.before(async () => {
		cluster = await startTestPostgres();
	});
	test.after(() => cluster.stop());
	const story = (title: string, run: (fixture: RailsFixture) => Promise<void>, seats = 1000) =>
		test(title, async () => {
			const fixture = await openRailsFixture({ cluster, tiers: 3, seats });
			try {
				await run(fixture);
				await assertMoneyBalances(fixture);
			} finally {
				await fixture.close();
			}
		});
	return { test, story };
}

export const lines = [
	{ tier: 0, qty: 2 },
	{ tier: 2, qty: 1 },
	{ tier: 1, qty: 3 },
];

type Part = { no: string; state: string; amount: string | null; money: string | null };
/** The orders of a cart, and what its payment is divided into. */
export const receiptParts = async (fixture: RailsFixture, first: bigint): Promise<Part[]> =>
	fixture.rows(
		`SELECT o.no, o.state, p.amount::text, p.state AS money FROM relay.orders o LEFT JOIN relay.payments p ON p.order_no = o.no AND p.whole IS NOT NULL
		WHERE o.cart = $1 ORDER BY o.no`,
		[first],
	);
export const statesOf = async (fixture: RailsFixture, first: bigint): Promise<string> =>
	(await receiptParts(fixture, first)).map(({ state }) => state).join(' ');

export const givenBack = async (
	{ db, rows, clock }: RailsFixture,
	first: bigint,
	reason: 'NOT_SERVED' | 'DECIDED' = 'NOT_SERVED',
): Promise<void> =>
	db.transaction(async (tx) => {
		const [{ id }] = await rows('SELECT id FROM relay.payments WHERE order_no = $1', [first]);
		await requestRefund(tx, id, reason, new Date(clock.now()));
	});
