import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PassaError } from '#shared/errors.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { lockOrder, moveOrder } from '../orders/move-order.ts';
import { retryOrder } from '../orders/retry-order.ts';
import { issued, post } from '../payments/journal.ts';
import { requestRefund } from '../payments/request-refund.ts';
import { type Behaviour, behaviours } from '../simulators/mpesa/behaviours.ts';
import { owner } from '../test/askers.ts';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { assertMoneyBalances } from './test/assertions.ts';
import {
	freshPhone,
	minute,
	openRailsFixture,
	phoneOf,
	priceUsdc,
	type RailsFixture,
	second,
} from './test/fixture.ts';

/** What may happen at any time. */
type Event =
	| { do: 'order'; as: Behaviour; qty: number }
	| { do: 'cart'; as: Behaviour; quantities: number[] }
	| { do: 'retry'; as: Behaviour; which: number }
	| { do: 'by hand'; which: number; shillings: number }
	| { do: 'pass'; seconds: number }
	| { do: 'sleep'; seconds: number }
	/** `mixed`: of a batch every second order is served. */
	| { do: 'settle'; served: boolean | 'mixed' }
	| { do: 'decide'; decision: 'issue' | 'refund' | 'nothing' }
	| { do: 'kill'; after: number };

const which = fc.nat(9);
const as = fc.constantFrom(...behaviours.filter((each) => !each.startsWith('hang')));
const seconds = fc.constantFrom(1, 5, 15, 60, 200, 700);
const event: fc.Arbitrary<Event> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({ do: fc.constant('order' as const), as, qty: fc.integer({ min: 1, max: 3 }) }),
	},
	{ weight: 5, arbitrary: fc.record({ do: fc.constant('pass' as const), seconds }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('sleep' as const), seconds }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('retry' as const), as, which }) },
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constant('by hand' as const),
			which,
			shillings: fc.constantFrom(2_500, 2_500, 5_000, 700),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constant('settle' as const),
			served: fc.constantFrom(true, false, 'mixed' as const),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('decide' as const),
			decision: fc.constantFrom('issue' as const, 'refund' as const, 'nothing' as const),
		}),
	},
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('kill' as const), after: fc.nat(12) }) },
);

const cart: fc.Arbitrary<Event> = fc.record({
	do: fc.constant('cart' as const),
	as,
	quantities: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 3 }),
});

/** Wrong money comes by its prompt or by hand, a person decides, and the fan has a phone asked again. */
const decidedAndTriedAgain = (['nothing', 'refund', 'issue'] as const).map((decision): [Event[]] => [
	[
		{ do: 'order', as: 'wrong-amount', qty: 1 },
		{ do: 'order', as: 'cancelled', qty: 1 },
		{ do: 'pass', seconds: 60 },
		{ do: 'by hand', which: 1, shillings: 700 },
		{ do: 'pass', seconds: 700 },
		{ do: 'decide', decision },
		{ do: 'retry', as: 'cancelled', which: 0 },
		{ do: 'retry', as: 'cancelled', which: 1 },
		{ do: 'pass', seconds: 60 },
		{ do: 'retry', as: 'pay', which: 0 },
	],
]);

const test = suite('money under random faults');
let cluster: TestPostgres;
test.before(async () => {
	cluster = await startTestPostgres();
});
test.after(() => cluster.stop());

/** The errors that a caller may get; any other one is a fault. */
const refusable = (error: unknown): void => {
	if (!(error instanceof PassaError)) throw error;
};

async function happen(fixture: RailsFixture, it: Event): Promise<void> {
	const named = async (n: number): Promise<{ no: bigint; reference: string } | undefined> => {
		const all = await fixture.rows('SELECT no, reference FROM relay.orders ORDER BY no');
		return all[n % Math.max(1, all.length)];
	};
	const phone = (behaviour: Behaviour): string => {
		const number = freshPhone();
		fixture.simulator.ledger.byPhone.set(number, behaviour);
		return number;
	};
	switch (it.do) {
		case 'order':
			return void (await fixture.order(phone(it.as), it.qty).catch(refusable));
		case 'cart': {
			const lines = it.quantities.map((qty, tier) => ({ tier, qty }));
			return void (await fixture.cart(phone(it.as), lines).catch(refusable));
		}
		case 'retry': {
			const order = await named(it.which);
			return order && retryOrder(fixture.orders, BigInt(order.no), phone(it.as), owner).catch(refusable);
		}
		case 'by hand': {
			const { ledger } = fixture.simulator;
			const reference = (await named(it.which))?.reference ?? 'NOBODY';
			const push = {
				behaviour: 'pay',
				shillings: it.shillings,
				reference,
				phone: freshPhone(),
				checkoutRequestId: '',
			};
			return void ledger.pay(push as Parameters<typeof ledger.pay>[0], fixture.clock.now());
		}
		case 'pass':
			return fixture.pass(it.seconds * second);
		case 'sleep':
			return fixture.sleep(it.seconds * second);
		case 'settle':
			return settle(fixture, it.served);
		case 'decide':
			return decideAll(fixture, it.decision);
		case 'kill': {
			let left = it.after;
			fixture.restart(() => {
				left -= 1;
				if (left < 0) throw new Error('killed');
			});
			await fixture.pass(20 * second).catch(() => {});
			return fixture.restart();
		}
		default:
			return it satisfies never;
	}
}

/** What the settle worker does with orders that are paid. */
async function settle(fixture: RailsFixture, which: boolean | 'mixed'): Promise<void> {
	const now = new Date(fixture.clock.now());
	let served = which !== false;
	for (const { no } of await fixture.rows(`SELECT no FROM relay.orders WHERE state = 'paid' ORDER BY no`)) {
		if (which === 'mixed') served = !served;
		await fixture.db.transaction(async (tx) => {
			const order = await moveOrder(tx, await lockOrder(tx, BigInt(no)), 'issuing', now);
			const [paid] = await fixture.rows(
				`SELECT id, amount FROM relay.payments WHERE order_no = $1 AND state = 'applied'`,
				[no],
			);
			if (!served) return requestRefund(tx, paid.id, 'NOT_SERVED', now);
			const entry = { kind: 'issued' as const, subject: paid.id, orderNo: order.no, at: now };
			await post(tx, entry, issued(BigInt(paid.amount), order.amountUsdc, order.amountKes));
			await moveOrder(tx, order, 'issued', now, { chainOrder: order.no, txHash: 'hash', ledger: 2 });
		});
	}
}

async function decideAll(fixture: RailsFixture, decision: 'issue' | 'refund' | 'nothing'): Promise<void> {
	for (const { id } of await fixture.rows('SELECT id FROM relay.reviews WHERE decided_at IS NULL'))
		await decideAsShown(fixture, id, { decision, note: 'so', by: 'a test' }).catch(refusable);
}

const carts = (['nothing', 'refund', 'issue'] as const).map((decision): [Event[]] => [
	[
		{ do: 'cart', as: 'pay', quantities: [1, 2] },
		{ do: 'cart', as: 'wrong-amount', quantities: [1, 1, 1] },
		{ do: 'cart', as: 'revived', quantities: [2, 1] },
		{ do: 'pass', seconds: 700 },
		{ do: 'decide', decision },
		{ do: 'settle', served: 'mixed' },
		{ do: 'kill', after: 3 },
		{ do: 'cart', as: 'cancelled', quantities: [1, 3] },
		{ do: 'pass', seconds: 60 },
		{ do: 'retry', as: 'twice', which: 5 },
		{ do: 'retry', as: 'twice', which: 7 },
	],
]);

for (const [of, events, examples] of [
	['orders', event, decidedAndTriedAgain],
	['carts', fc.oneof({ weight: 2, arbitrary: event }, { weight: 1, arbitrary: cart }), carts],
] as const)
	test(`${of}: books, payments, orders, seats and USDC agree after any history; no money is lost or doubled`, async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(events, { minLength: 8, maxLength: 24 }), async (history) => {
				const tiers = of === 'carts' ? 3 : 1;
				const fixture = await openRailsFixture({ cluster, tiers, seats: 6, treasury: 10n * priceUsdc });
				try {
					for (const it of history) {
						await happen(fixture, it);
						await assertMoneyBalances(fixture, null);
					}
					await fixture.pass(20 * minute);
					await fixture.sleep(7 * 60 * minute);
					await fixture.workAll();
					await fixture.pass(20 * minute);
					await assertMoneyBalances(fixture);
					await ended(fixture);
				} finally {
					await fixture.close();
				}
			}),
			{ numRuns: 7, examples: [...examples], endOnFailure: true, includeErrorInReport: true },
		);
	});

test('the check sees money that is nowhere, and seats that nobody holds', async () => {
	const fixture = await openRailsFixture({ cluster });
	try {
		await fixture.order(freshPhone());
		await fixture.order(phoneOf('wrong-amount'));
		await fixture.pass(11 * minute);
		await assertMoneyBalances(fixture);
		const paid = `WHERE state = 'applied'`;
		for (const [harm, mend] of [
			[
				`UPDATE relay.payments SET state = 'refunded' ${paid}`,
				`UPDATE relay.payments SET state = 'applied' WHERE state = 'refunded'`,
			],
			['UPDATE relay.reviews SET decided_at = now()', 'UPDATE relay.reviews SET decided_at = NULL'],
			['UPDATE relay.tiers SET held = held + 1', 'UPDATE relay.tiers SET held = held - 1'],
			['UPDATE relay.treasury SET reserved = 0', `UPDATE relay.treasury SET reserved = ${2n * priceUsdc}`],
		]) {
			await fixture.db.execute(harm!);
			const seen = await assertMoneyBalances(fixture).then(
				() => false,
				() => true,
			);
			assert.ok(seen, harm);
			await fixture.db.execute(mend!);
		}
		await assertMoneyBalances(fixture);
	} finally {
		await fixture.close();
	}
});

/** Nothing rings, nothing waits, and each sum has its end. */
async function ended(fixture: RailsFixture): Promise<void> {
	const [open] = await fixture.rows(
		`SELECT (SELECT count(*)::int FROM relay.pushes WHERE state IN ('queued', 'sending', 'open', 'unknown')) AS pushes,
		(SELECT count(*)::int FROM relay.orders WHERE state IN ('held', 'pending')) AS orders,
		(SELECT count(*)::int FROM relay.refunds WHERE state IN ('due', 'sending', 'asked')) AS refunds`,
	);
	assert.equal(open, { pushes: 0, orders: 0, refunds: 0 });
	const unlike = await fixture.rows(
		`SELECT receipt_key FROM relay.payments p JOIN relay.orders o ON o.no = p.order_no
		WHERE whole IS NOT NULL AND (o.state IN ('issued', 'refunded', 'review', 'paid', 'issuing') OR p.state <> 'applied')
		GROUP BY p.provider, receipt_key, whole HAVING sum(p.amount) <> whole`,
	);
	assert.equal(unlike, [], 'what was issued, went back or waits for a person is the receipt');
	const torn = await fixture.rows(
		`SELECT o.no FROM relay.orders o JOIN relay.orders first ON first.no = o.cart WHERE o.follows AND o.state <> first.state`,
	);
	assert.equal(torn, [], 'what is not paid is in one state with its cart');
	for (const { reference } of fixture.simulator.ledger.pushes) {
		const [{ n }] = await fixture.rows(
			'SELECT count(*)::int AS n FROM relay.pushes p JOIN relay.orders o ON o.no = p.order_no WHERE o.reference = $1',
			[reference],
		);
		const rang = fixture.simulator.ledger.pushes.filter((each) => each.reference === reference).length;
		assert.ok(rang <= n, 'no push rang twice');
	}
}

test.run();
