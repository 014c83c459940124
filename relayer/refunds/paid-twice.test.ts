import * as assert from 'uvu/assert';
import type { OrderRow } from '../models/orders.ts';
import type { RefundResult } from '../rails/inbox.ts';
import { recordRefundResult } from '../rails/record-refund-result.ts';
import { decideAsShown } from '../test/decide-as-shown.ts';
import type { RefundsFixture } from './test/fixture.ts';
import { casesOf, givenBack, refundStories } from './test/stories.ts';

const { test, story } = refundStories('a late success of a payout that a newer one replaced');
const deps = ({ settle }: RefundsFixture) => ({ ...settle, aloneKes: 10_000n });

/** One ticket of two: M-Pesa says that the payout failed, two persons have it made again, and the newer one is out, unanswered. */
async function twoPayouts(f: RefundsFixture, event: string): Promise<{ order: OrderRow; phone: string }> {
	const [order] = await f.issued(event, [2]);
	const { phone } = f.simulator.ledger.payments.at(-1)!;
	f.simulator.ledger.payoutsOf.set(phone, 'failed');
	await f.ask(order!.no, { mask: 1 });
	await f.work(3);
	assert.equal(await casesOf(f, order!.no), ['REFUND_FAILED']);
	f.simulator.ledger.payoutsOf.set(phone, 'mute');
	const [{ id }] = await f.rows('SELECT id FROM relay.reviews WHERE order_no = $1', [order!.no]);
	for (const by of ['ann', 'ben'])
		if ((await decideAsShown(deps(f), id, { decision: 'refund', note: 'again', by })) === 'done') break;
	await f.work(2);
	assert.equal(await f.endsOf(order!.no), ['voided payout 1 KES 1290']);
	return { order: order!, phone };
}

const refundOf = async (f: RefundsFixture, { no }: OrderRow): Promise<string> =>
	(
		await f.rows(
			`SELECT r.id FROM relay.refunds r JOIN relay.ticket_refunds t ON t.id = r.ticket_refund_id WHERE t.order_no = $1`,
			[no],
		)
	)[0].id;

/** What M-Pesa says about the payout that many before the newest. */
async function said(
	f: RefundsFixture,
	order: OrderRow,
	before: number,
	change: Partial<RefundResult> = {},
): Promise<void> {
	const payout = f.simulator.ledger.payouts.at(-1 - before)!;
	const result = { kind: 'refund', way: 'payout', outcome: 'returned', code: '0' } as const;
	const peer = { network: '127.0.0.1', isProvider: true };
	const requestIds = [payout.conversationId, payout.id];
	const message = { text: JSON.stringify({ payout: payout.id }), cut: null, peer };
	await recordRefundResult(
		f.node.rails,
		await refundOf(f, order),
		{ ...result, requestIds, ...change },
		message,
	);
}

/** The earlier payout was paid after all, and M-Pesa says so now. */
async function paidAfterAll(f: RefundsFixture, order: OrderRow): Promise<void> {
	Object.assign(f.simulator.ledger.payouts.at(-2)!, { receipt: 'PLATE00001', code: 0, behaviour: 'pay' });
	await said(f, order, 1);
}

const factsOf = async (f: RefundsFixture, { no }: OrderRow) =>
	(
		await f.rows(
			`SELECT facts FROM relay.reviews WHERE order_no = $1 AND reason = 'PAID_TWICE' AND decided_at IS NULL`,
			[no],
		)
	).map(({ facts }) => facts);

/** Shillings that the journal counts as lost by refunds that were paid twice, less what is back. */
async function lost({ rows }: RefundsFixture, { no }: OrderRow): Promise<number> {
	const [{ kes }] = await rows(
		`SELECT coalesce(sum(l.amount), 0)::int / 100 AS kes FROM relay.journal_entries e JOIN relay.journal_lines l ON l.entry = e.id
		WHERE e.order_no = $1 AND e.kind IN ('paid_twice', 'recovered') AND l.account = 'losses'`,
		[no],
	);
	return kes;
}

/** What we hold at M-Pesa by the journal, of this order. */
async function held({ rows }: RefundsFixture, { no }: OrderRow): Promise<number> {
	const [{ kes }] = await rows(
		`SELECT coalesce(sum(l.amount), 0)::int / 100 AS kes FROM relay.journal_entries e JOIN relay.journal_lines l ON l.entry = e.id
		WHERE e.order_no = $1 AND l.account = 'mpesa'`,
		[no],
	);
	return kes;
}

async function decide(f: RefundsFixture, order: OrderRow, decision: 'taken-back' | 'nothing'): Promise<void> {
	const [{ id }] = await f.rows(`SELECT id FROM relay.reviews WHERE order_no = $1 AND decided_at IS NULL`, [
		order.no,
	]);
	for (const by of ['ann', 'ben'])
		if ((await decideAsShown(deps(f), id, { decision, note: 'PLATE00001', by })) === 'done') return;
	assert.unreachable('two persons decide');
}

story(
	'while the newer one is out: a person sees both, and what is paid twice is never unseen',
	async (f, event) => {
		const before = givenBack(f);
		const { order } = await twoPayouts(f, event);
		await paidAfterAll(f, order);
		const [earlier, newer] = f.simulator.ledger.payouts.slice(-2).map(({ id }) => id);
		assert.equal(await casesOf(f, order.no), ['PAID_TWICE']);
		const [facts] = await factsOf(f, order);
		assert.equal([facts.earlier, facts.newer], [earlier, newer]);
		assert.is(await lost(f, order), 0, 'one payment is what was owed');
		await said(f, order, 0);
		assert.equal(await f.endsOf(order.no), ['returned payout 1 KES 1290']);
		assert.equal(await casesOf(f, order.no), ['PAID_TWICE'], 'it stays open until a person has looked');
		assert.is(await lost(f, order), 1290);
		assert.is(await held(f, order), 2 * 1290 - 2 * 1290, 'the journal has what M-Pesa has');
		assert.is(givenBack(f) - before, 2 * 1290);
		const kept = await f.rows(
			'SELECT failed_at IS NOT NULL AS failed, paid_at IS NOT NULL AS paid FROM relay.payouts WHERE refund_id = $1 ORDER BY made_at',
			[await refundOf(f, order)],
		);
		assert.equal(kept, [
			{ failed: true, paid: true },
			{ failed: false, paid: true },
		]);
	},
);

story('after the newer one was paid: the case opens all the same', async (f, event) => {
	const { order } = await twoPayouts(f, event);
	await said(f, order, 0);
	assert.equal(await casesOf(f, order.no), []);
	await paidAfterAll(f, order);
	assert.equal(await casesOf(f, order.no), ['PAID_TWICE']);
	assert.is(await lost(f, order), 1290);
	await paidAfterAll(f, order);
	assert.is(await lost(f, order), 1290, 'said again, it is lost once');
});

story('a person gets it back: it leaves the losses, once, by two persons', async (f, event) => {
	const { order } = await twoPayouts(f, event);
	await said(f, order, 0);
	await paidAfterAll(f, order);
	assert.is(await held(f, order), 0);
	await decide(f, order, 'taken-back');
	assert.is(await lost(f, order), 0);
	assert.is(await held(f, order), 1290, 'M-Pesa holds it again');
	assert.equal(await casesOf(f, order.no), []);
	await paidAfterAll(f, order);
	assert.is(await lost(f, order), 0, 'the same payment said once more is not lost again');
});

story('the control: closed without it, it stays lost', async (f, event) => {
	const { order } = await twoPayouts(f, event);
	await said(f, order, 0);
	await paidAfterAll(f, order);
	await decide(f, order, 'nothing');
	assert.is(await lost(f, order), 1290);
});

story(
	'the case was closed before the newer one was paid: that is lost, and opens it again',
	async (f, event) => {
		const { order } = await twoPayouts(f, event);
		await paidAfterAll(f, order);
		await decide(f, order, 'nothing');
		await said(f, order, 0);
		assert.is(await lost(f, order), 1290);
		assert.equal(await casesOf(f, order.no), ['PAID_TWICE']);
	},
);

story('no third payout is made when the newer one fails', async (f, event) => {
	const before = givenBack(f);
	const { order, phone } = await twoPayouts(f, event);
	await paidAfterAll(f, order);
	Object.assign(f.simulator.ledger.payouts.at(-1)!, { receipt: null, code: 1 });
	await said(f, order, 0, { outcome: 'again', code: '1' });
	f.simulator.ledger.payoutsOf.set(phone, 'pay');
	await f.work(400);
	assert.equal(await f.endsOf(order.no), ['review payout 1 KES 1290']);
	assert.equal(await casesOf(f, order.no), ['PAID_TWICE']);
	assert.is(givenBack(f) - before, 1290, 'once, by the earlier one');
	assert.is(await lost(f, order), 0);
});

story('a late success of the reversal that payouts replaced is seen, too', async (f, event) => {
	const { order } = await twoPayouts(f, event);
	await said(f, order, 0, { way: 'reversal', requestIds: ['AG_1'] });
	assert.equal((await factsOf(f, order))[0].earlier, 'reversal');
	assert.is(await lost(f, order), 0);
	await said(f, order, 0);
	assert.is(await lost(f, order), 1290, 'the reversal and the payout');
});

story(
	'a late success of the reversal after its payout failed: the payment is looked at before money goes again',
	async (f, event) => {
		const before = givenBack(f);
		const [order] = await f.issued(event, [1]);
		const payment = f.simulator.ledger.payments.at(-1)!;
		f.simulator.ledger.unreversible.set(payment.receipt, 'failed');
		f.simulator.ledger.payoutsOf.set(payment.phone, 'failed');
		await f.ask(order!.no);
		await f.work(5);
		assert.equal(await casesOf(f, order!.no), ['REFUND_FAILED']);
		f.simulator.ledger.unreversible.delete(payment.receipt);
		payment.reversed = true;
		await said(f, order!, 0, { way: 'reversal', requestIds: ['AG_1'] });
		f.simulator.ledger.payoutsOf.set(payment.phone, 'pay');
		const [{ id }] = await f.rows('SELECT id FROM relay.reviews WHERE order_no = $1', [order!.no]);
		for (const by of ['ann', 'ben'])
			if ((await decideAsShown(deps(f), id, { decision: 'refund', note: 'again', by })) === 'done') break;
		await f.work(400);
		assert.equal(await f.endsOf(order!.no), ['returned checking 1 KES 1290']);
		assert.is(givenBack(f) - before, 1290, 'once, by the reversal');
	},
);

story('the control: a success that names no payout of ours opens nothing', async (f, event) => {
	const { order } = await twoPayouts(f, event);
	await said(f, order, 0, { requestIds: ['AG_2', '00000000-0000-4000-8000-000000000000'] });
	assert.equal(await casesOf(f, order.no), []);
	await said(f, order, 0);
	assert.equal(await f.endsOf(order.no), ['returned payout 1 KES 1290']);
});

test.run();
