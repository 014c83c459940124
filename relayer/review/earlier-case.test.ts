import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openCase, reviewOrder } from '../cases/open-case.ts';
import { lockOrder, moveOrder } from '../orders/move-order.ts';
import { abandonRefund } from '../payments/finish-refund.ts';
import { lockRefund } from '../payments/lock-refund.ts';
import { requestRefund } from '../payments/request-refund.ts';
import { endOf } from '../rails/test/assertions.ts';
import { freshPhone, minute, type RailsFixture } from '../rails/test/fixture.ts';
import { storiesOf } from '../rails/test/stories.ts';
import { decidersOf } from './test/deciders.ts';

type Deciders = ReturnType<typeof decidersOf>;

const test = suite('a case that somebody opened before');
let fixture: RailsFixture;
let request: Deciders['request'];
let decide: Deciders['decide'];
let answerOf: Deciders['answerOf'];
const story = storiesOf(test, {
	begin: (opened) => {
		fixture = opened;
		({ request, decide, answerOf } = decidersOf(opened));
	},
});

const now = () => new Date(fixture.clock.now());
/** An order whose money came, and its payment's receipt. */
async function paidOrder(): Promise<{ no: bigint; reference: string; receipt: string }> {
	const { no, reference } = await fixture.order(freshPhone());
	await fixture.pass(6 * minute);
	return { no, reference, receipt: fixture.simulator.ledger.payments.at(-1)!.receipt };
}
const asks = async (reference: string): Promise<string> =>
	(await request('', 'ann.1', { reference, note: 'the buyer called' })).body.id;
const inReview = (no: bigint, reason: 'BOUND_BEFORE' | 'CALL_FAILED') =>
	fixture.db.transaction(async (tx) => {
		const order = await moveOrder(tx, await lockOrder(tx, no), 'issuing', now());
		await reviewOrder(tx, order, { reason }, now());
	});

story('a case that somebody opened before hides nothing: tickets may be issued', async () => {
	const { no, reference } = await paidOrder();
	const id = await asks(reference);
	await inReview(no, 'BOUND_BEFORE');
	const landed = { reason: 'LANDED_OTHER', orderNo: no } as const;
	await fixture.db.transaction((tx) => openCase(tx, landed, now()));
	assert.is((await request(`/${id}`, 'ann.1')).body.reason, 'LANDED_OTHER');
	for (const each of ['issue', 'refund']) assert.is(await answerOf(decide(id, 'ann.1', each)), '202');
	assert.is(await endOf(fixture, no), 'review BOUND_BEFORE');
	assert.is(await answerOf(decide(id, 'ben.1', 'refund')), '200');
});

for (const name of ['reference', 'receipt'] as const)
	story(
		`a case that somebody opened before, by ${name}, hides nothing: a refund may have happened`,
		async () => {
			const order = await paidOrder();
			const { no } = order;
			const [{ id: payment }] = await fixture.rows('SELECT id FROM relay.payments WHERE order_no = $1', [no]);
			await fixture.db.transaction((tx) => requestRefund(tx, payment, 'DECIDED', now()));
			const id = await asks(order[name]);
			await fixture.db.transaction(async (tx) => {
				const [{ id: refund }] = await fixture.rows('SELECT id FROM relay.refunds');
				await abandonRefund(tx, (await lockRefund(tx, refund))!, 'REFUND_NO_RESULT', {}, now());
			});
			assert.is((await request(`/${id}`, 'ann.1')).body.reason, 'REFUND_NO_RESULT');
			assert.is(await answerOf(decide(id, 'ann.1', 'returned')), '202');
			const { ledger } = fixture.simulator;
			ledger.reversePayment(ledger.payments.at(-1)!, fixture.clock.now());
			assert.is(await answerOf(decide(id, 'ben.1', 'returned')), '200');
			assert.is(await endOf(fixture, no), 'refunded RETURNED_ELSEWHERE');
		},
	);

story('a case of the receipt takes no applied money out of the case of its order', async () => {
	const { no, receipt } = await paidOrder();
	await inReview(no, 'CALL_FAILED');
	const [{ id }] = await fixture.rows('SELECT id FROM relay.reviews WHERE order_no = $1', [no]);
	const other = await asks(receipt);
	assert.is(await answerOf(decide(id, 'ann.1', 'nothing')), 'MONEY_WAITS');
	assert.is(await endOf(fixture, no), 'review CALL_FAILED');
	assert.is(await answerOf(decide(other, 'ann.1', 'refund')), 'DECISION_IMPOSSIBLE');
	assert.is(await answerOf(decide(id, 'ann.1', 'refund')), '200');
	await fixture.pass(minute);
	assert.is(await endOf(fixture, no), 'refunded DECIDED');
});

test.run();
