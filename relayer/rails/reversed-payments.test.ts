import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reviewOrder } from '../cases/open-case.ts';
import { lockOrder, moveOrder } from '../orders/move-order.ts';
import { refundPayment } from '../payments/finish-refund.ts';
import { issued, post } from '../payments/journal.ts';
import { requestRefund } from '../payments/request-refund.ts';
import { readCase } from '../review/read-case.ts';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { casesOf, endOf } from './test/assertions.ts';
import { freshPhone, minute, phoneOf, priceKes, type RailsFixture } from './test/fixture.ts';
import { storiesOf } from './test/stories.ts';

const test = suite('money that the provider reverses later');
let fixture: RailsFixture;
const story = storiesOf(test, {
	begin: (opened) => {
		fixture = opened;
	},
});

async function paid(phone = freshPhone()): Promise<bigint> {
	const { no } = await fixture.order(phone);
	await fixture.pass(6 * minute);
	return no;
}

/** What the settle worker does. */
async function settle(no: bigint, to: 'issuing' | 'issued'): Promise<void> {
	const now = new Date(fixture.clock.now());
	await fixture.db.transaction(async (tx) => {
		const order = await moveOrder(tx, await lockOrder(tx, no), 'issuing', now);
		if (to === 'issuing') return;
		const [{ id }] = await fixture.rows('SELECT id FROM relay.payments WHERE order_no = $1', [no]);
		const entry = { kind: 'issued' as const, subject: id, orderNo: no, at: now };
		await post(tx, entry, issued(order.amountKes, order.amountUsdc));
		await moveOrder(tx, order, 'issued', now, { chainOrder: no, txHash: 'hash', ledger: 2 });
	});
}

const reverseLast = () => reverse(fixture.simulator.ledger.payments.at(-1)!.receipt);
const reverseFirst = () => reverse(fixture.simulator.ledger.payments[0]!.receipt);
const reverse = (receipt: string) =>
	fetch(`${fixture.simulator.url}/control/reverse-payment`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ receipt }),
	});
const lossesAre = async (cents: bigint) => {
	const [{ sum }] = await fixture.rows(
		`SELECT coalesce(sum(amount), 0)::text AS sum FROM relay.journal_lines WHERE account = 'losses' AND currency = 'KES'`,
	);
	assert.is(BigInt(sum), cents);
};
const caseOf = async () =>
	(
		await fixture.rows(`SELECT id FROM relay.reviews WHERE reason = 'MONEY_REVERSED' AND decided_at IS NULL`)
	)[0].id;

story('after the tickets were issued: it is booked as a loss once, and a case shows the row', async () => {
	const no = await paid();
	await settle(no, 'issued');
	await lossesAre(0n);
	await reverseLast();
	await fixture.pass(6 * minute);
	assert.is(await endOf(fixture, no), 'issued');
	assert.equal(await casesOf(fixture, no), ['MONEY_REVERSED']);
	await lossesAre(priceKes);
	const id = await caseOf();
	const found = await readCase(fixture, id);
	assert.ok(found.payments[0]!.reversedAt);
	assert.ok(found.observations.some((each) => each.kind === 'statement-reversal'));
	assert.equal(
		found.choices.map((each) => [each.decision, each.refusal]),
		[
			['issue', 'DECISION_IMPOSSIBLE'],
			['refund', 'DECISION_IMPOSSIBLE'],
			['returned', 'DECISION_IMPOSSIBLE'],
			['taken-back', 'DECISION_IMPOSSIBLE'],
			['nothing', null],
		],
	);
	await decideAsShown(fixture, id, { decision: 'nothing', note: 'known', by: 'a test' });
	// All that Pull lists is read again.
	await fixture.pass(7 * 60 * minute);
	assert.equal(await casesOf(fixture, no), []);
	await lossesAre(priceKes);
});

story('before the tickets: the order ends as refunded, and a case is opened', async () => {
	const no = await paid();
	await reverseLast();
	await fixture.pass(6 * minute);
	assert.is(await endOf(fixture, no), 'refunded REVERSED');
	assert.equal(await casesOf(fixture, no), ['MONEY_REVERSED']);
	await lossesAre(0n);
});

story('while the tickets are on their way: a loss, undone where the order gets none', async () => {
	const no = await paid();
	await settle(no, 'issuing');
	await reverseLast();
	await fixture.pass(6 * minute);
	await lossesAre(priceKes);
	await decideAsShown(fixture, await caseOf(), { decision: 'nothing', note: 'seen', by: 'a test' });
	const now = new Date(fixture.clock.now());
	await fixture.db.transaction(async (tx) => {
		await reviewOrder(tx, await lockOrder(tx, no), { reason: 'CALL_FAILED' }, now);
	});
	const [{ id }] = await fixture.rows(`SELECT id FROM relay.reviews WHERE reason = 'CALL_FAILED'`);
	const refused = await decideAsShown(fixture, id, {
		decision: 'refund',
		note: 'no',
		by: 'a test',
	}).catch((error) => error.code);
	assert.is(refused, 'NO_PAYMENT', 'what went back is not given back again');
	await decideAsShown(fixture, id, { decision: 'nothing', note: 'so', by: 'a test' });
	assert.is(await endOf(fixture, no), 'refunded REVERSED');
	await lossesAre(0n);
});

story('while the tickets are on their way: where the order gets none, no refund is sent', async () => {
	const no = await paid();
	await settle(no, 'issuing');
	await reverseLast();
	await fixture.pass(6 * minute);
	const [payment] = await fixture.rows(
		'SELECT id, reversed_at AS "reversedAt" FROM relay.payments WHERE order_no = $1',
		[no],
	);
	await fixture.db.transaction((tx) =>
		refundPayment(tx, payment, 'NOT_SERVED', new Date(fixture.clock.now())),
	);
	await fixture.pass(10 * minute);
	assert.equal(
		[...(await fixture.rows('SELECT reason, state, attempts FROM relay.refunds')), await endOf(fixture, no)],
		[{ reason: 'REVERSED', state: 'done', attempts: 0 }, 'refunded REVERSED'],
	);
	await lossesAre(0n);
});

story('while a person decides: the payment counts as refunded, and the case can be closed', async () => {
	const no = await paid(phoneOf('wrong-amount'));
	await fixture.pass(6 * minute);
	assert.is(await endOf(fixture, no), 'review AMOUNT_WRONG');
	await reverseLast();
	await fixture.pass(6 * minute);
	assert.is(await endOf(fixture, no), 'refunded REVERSED');
	for (const { id } of await fixture.rows('SELECT id FROM relay.reviews WHERE decided_at IS NULL'))
		await decideAsShown(fixture, id, { decision: 'nothing', note: 'back', by: 'a test' });
	assert.equal(await casesOf(fixture, no), []);
});

story('our own refund in Pull’s list is matched with that refund, and opens no case', async () => {
	const no = await paid(phoneOf('mute-reversal'));
	const [{ id }] = await fixture.rows('SELECT id FROM relay.payments WHERE order_no = $1', [no]);
	await fixture.db.transaction((tx) => requestRefund(tx, id, 'NOT_SERVED', new Date(fixture.clock.now())));
	await reverseLast();
	await fixture.pass(10 * minute);
	assert.is(await endOf(fixture, no), 'refunded NOT_SERVED');
	assert.equal(await fixture.rows('SELECT reason FROM relay.reviews'), []);
});

/** Somebody pays the same sum again by hand, and the relayer returns it. */
async function paidTwice(): Promise<bigint> {
	const no = await paid();
	const [first] = fixture.simulator.ledger.payments;
	const now = fixture.clock.now();
	fixture.simulator.ledger.payments.push({
		...first!,
		receipt: 'SAGAIN00001',
		checkoutRequestId: '',
		at: now,
		listedAt: now,
	});
	await fixture.pass(10 * minute);
	assert.is(await endOf(fixture, no), 'paid, a second sum refunded');
	return no;
}

/** A reversal that names the order, as a payment does, and no receipt. */
async function listReversal(no: bigint, transactionId: string) {
	const [{ reference }] = await fixture.rows('SELECT reference FROM relay.orders WHERE no = $1', [no]);
	const at = fixture.clock.now();
	const trxDate = new Date(at).toISOString();
	const amount = `-${priceKes / 100n}.00`;
	const row = { transactionId, trxDate, transactiontype: 'c2b-reversal', billreference: reference, amount };
	fixture.simulator.ledger.extraRows.push({ at, row });
	await fixture.pass(6 * minute);
}

story(
	'a reversal of one of two equal sums that names neither is an alert, and no buyer loses tickets',
	async () => {
		const no = await paidTwice();
		await listReversal(no, 'RAGAIN00001');
		await fixture.pass(7 * 60 * minute);
		assert.is(await endOf(fixture, no), 'paid, a second sum refunded');
		const opened = () => fixture.rows('SELECT reason FROM relay.reviews WHERE decided_at IS NULL');
		assert.equal(await opened(), [{ reason: 'PULL_ROW_STRANGE' }]);
		// The control: a row that names the first payment takes that one back.
		await reverseFirst();
		await fixture.pass(6 * minute);
		assert.is(await endOf(fixture, no), 'refunded REVERSED');
		assert.equal(await casesOf(fixture, no), ['MONEY_REVERSED']);
	},
);

story(
	'where our refund of the second sum is listed by its receipt, the other row is about the first',
	async () => {
		const no = await paidTwice();
		const second = fixture.simulator.ledger.payments.at(-1)!;
		fixture.simulator.ledger.reversePayment(second, fixture.clock.now());
		await fixture.pass(6 * minute);
		assert.is(await endOf(fixture, no), 'paid, a second sum refunded');
		fixture.simulator.ledger.payments[0]!.reversed = true;
		await listReversal(no, 'RFIRST00001');
		assert.is(await endOf(fixture, no), 'refunded REVERSED');
	},
);

story(
	'the control: a reversal of another sum, or of nobody’s payment, opens an alert and books nothing',
	async () => {
		const no = await paid();
		await settle(no, 'issued');
		const payment = fixture.simulator.ledger.payments.at(-1)!;
		fixture.simulator.ledger.reversePayment({ ...payment, shillings: 7 }, fixture.clock.now());
		fixture.simulator.ledger.reversePayment({ ...payment, receipt: 'SNOBODY001' }, fixture.clock.now());
		await fixture.pass(6 * minute);
		const opened = await fixture.rows('SELECT reason FROM relay.reviews');
		assert.equal(opened, [{ reason: 'PULL_ROW_STRANGE' }, { reason: 'PULL_ROW_STRANGE' }]);
		await lossesAre(0n);
	},
);

test.run();
