import * as assert from 'uvu/assert';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { recordRefundResult } from './record-refund-result.ts';
import { casesOf } from './test/assertions.ts';
import { cartStories, givenBack, lines, receiptParts, statesOf } from './test/cart-stories.ts';
import { freshPhone, minute, phoneOf, type RailsFixture } from './test/fixture.ts';

const { test, story } = cartStories('a cart whose money goes back');

const reverse = ({ simulator }: RailsFixture) =>
	fetch(`${simulator.url}/control/reverse-payment`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ receipt: simulator.ledger.payments[0]!.receipt }),
	});

story(
	'an order of it goes back by itself: exactly its part, by a payout to the number that paid',
	async (fixture) => {
		const phone = freshPhone();
		const first = await fixture.cart(phone, lines);
		await fixture.pass(6 * minute);
		const [, second] = await receiptParts(fixture, first.no);
		await givenBack(fixture, BigInt(second!.no));
		await fixture.pass(20 * minute);
		assert.is(await statesOf(fixture, first.no), 'paid refunded paid');
		assert.equal(
			fixture.simulator.ledger.payouts.map((each) => [each.phone, each.shillings]),
			[[phone, 500]],
		);
	},
);

story(
	'its payout failed, and is said to be paid after all: a person who has it made again pays nobody twice',
	async (fixture) => {
		const phone = freshPhone();
		const first = await fixture.cart(phone, lines);
		await fixture.pass(6 * minute);
		const [, second] = await receiptParts(fixture, first.no);
		const no = BigInt(second!.no);
		const { ledger } = fixture.simulator;
		ledger.payoutsOf.set(phone, 'failed');
		await givenBack(fixture, no);
		await fixture.pass(2 * minute);
		const [payout] = ledger.payouts;
		const [refund] = await fixture.rows('SELECT id, state FROM relay.refunds');
		assert.is(refund.state, 'review');
		Object.assign(payout!, { receipt: 'PLATE00001', code: 0, behaviour: 'pay' });
		const late = {
			...({ kind: 'refund', way: 'payout', outcome: 'returned', code: '0' } as const),
			requestIds: [payout!.conversationId, payout!.id],
		};
		const peer = { network: '127.0.0.1', isProvider: true };
		await recordRefundResult(fixture.deps, refund.id, late, { text: '{}', cut: null, peer });
		ledger.payoutsOf.set(phone, 'pay');
		const [{ id }] = await fixture.rows('SELECT id FROM relay.reviews WHERE decided_at IS NULL');
		for (const by of ['ann', 'ben'])
			if ((await decideAsShown(fixture, id, { decision: 'refund', note: 'again', by })) === 'done') break;
		await fixture.pass(20 * minute);
		assert.is(await statesOf(fixture, first.no), 'paid refunded paid');
		assert.is(ledger.payouts.length, 1);
	},
);

story('all of it goes back in parts, and never more than the receipt', async (fixture) => {
	const first = await fixture.cart(freshPhone(), lines);
	await fixture.pass(6 * minute);
	for (const { no } of await receiptParts(fixture, first.no)) await givenBack(fixture, BigInt(no));
	await fixture.pass(20 * minute);
	assert.is(await statesOf(fixture, first.no), 'refunded refunded refunded');
	assert.is(
		fixture.simulator.ledger.payouts.reduce((sum, { shillings }) => sum + shillings, 0),
		8_500,
	);
});

story('a second payment of a cart goes back whole, and the first keeps it', async (fixture) => {
	const first = await fixture.cart(phoneOf('twice'), lines);
	await fixture.pass(30 * minute);
	assert.is(await statesOf(fixture, first.no), 'paid paid paid');
	const money = await fixture.rows(
		'SELECT state, amount::text, whole::text FROM relay.payments WHERE order_no = $1 ORDER BY state',
		[first.no],
	);
	assert.equal(
		money.map((each) => [each.state, each.amount, each.whole]),
		[
			['applied', '500000', '850000'],
			['refunded', '850000', null],
		],
	);
});

story('a reversal of the receipt that is found later concerns all of its orders', async (fixture) => {
	const first = await fixture.cart(freshPhone(), lines);
	await fixture.pass(6 * minute);
	await reverse(fixture);
	await fixture.pass(6 * minute);
	assert.is(await statesOf(fixture, first.no), 'refunded refunded refunded');
	for (const { no } of await receiptParts(fixture, first.no))
		assert.equal(await casesOf(fixture, BigInt(no)), ['MONEY_REVERSED']);
	assert.equal(fixture.simulator.ledger.payouts, []);
});

story(
	'a part that was paid out before its receipt is reversed went back twice: a loss, once, with a case',
	async (fixture) => {
		const first = await fixture.cart(freshPhone(), lines);
		await fixture.pass(6 * minute);
		const [, second] = await receiptParts(fixture, first.no);
		await givenBack(fixture, BigInt(second!.no));
		await fixture.pass(10 * minute);
		await reverse(fixture);
		await fixture.pass(6 * minute);
		assert.is(await statesOf(fixture, first.no), 'refunded refunded refunded');
		assert.equal(await casesOf(fixture, BigInt(second!.no)), ['MONEY_REVERSED']);
		const [{ lost }] = await fixture.rows(
			`SELECT sum(amount)::text AS lost FROM relay.journal_lines WHERE account = 'losses'`,
		);
		assert.is(lost, '50000');
	},
);

test.run();
