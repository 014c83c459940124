import * as assert from 'uvu/assert';
import { recordRefundResult } from '../rails/record-refund-result.ts';
import { openForPerson } from '../review/open-for-person.ts';
import { readCase } from '../review/read-case.ts';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { orderOf } from '../test/fixture.ts';
import { requestForPerson } from './request-for-person.ts';
import type { RefundsFixture } from './test/fixture.ts';
import { casesOf, givenBack, refundStories } from './test/stories.ts';

const { test, story } = refundStories('a payout whose result nobody knows');
const deps = ({ settle }: RefundsFixture) => ({ ...settle, aloneKes: 10_000n });

/** One ticket of two, sent to the phone: M-Pesa has paid it and says nothing for a day. */
async function unanswered(f: RefundsFixture, event: string) {
	const [order] = await f.issued(event, [2]);
	const payment = f.simulator.ledger.payments.at(-1)!;
	f.simulator.ledger.payoutsOf.set(payment.phone, 'mute');
	await f.ask(order!.no, { mask: 1 });
	await f.work(2);
	await f.rows(
		`UPDATE relay.refunds r SET attempts = 24, wake_at = '-infinity' FROM relay.ticket_refunds t
		WHERE t.id = r.ticket_refund_id AND t.order_no = $1`,
		[order!.no],
	);
	await f.work(0);
	assert.equal(await f.endsOf(order!.no), ['review payout 1 KES 1290']);
	assert.equal(await casesOf(f, order!.no), ['REFUND_NO_RESULT']);
	return { no: order!.no, payment };
}

for (const decision of ['refund', 'returned'] as const)
	story(`no person alone decides "${decision}" by a case of its receipt`, async (f, event) => {
		const before = givenBack(f);
		const { no, payment } = await unanswered(f, event);
		assert.is(givenBack(f) - before, 1290, 'the phone has it');
		const asked = { reference: payment.receipt, note: 'the buyer called', by: 'ann' };
		const { id } = await openForPerson(deps(f), asked);
		f.simulator.ledger.payoutsOf.set(payment.phone, 'pay');
		assert.is(await decideAsShown(deps(f), id, { decision, note: 'seen', by: 'ann' }), 'proposed');
		assert.is(await decideAsShown(deps(f), id, { decision, note: 'seen', by: 'ben' }), 'done');
		await f.work(100);
		assert.equal(await f.endsOf(no), ['returned payout 1 KES 1290']);
		assert.is(givenBack(f) - before, 1290, 'it is paid once');
	});

story('what a person refunded alone within a day counts where they decide about a case', async (f, event) => {
	const [other] = await f.issued(event, [1]);
	const { payment } = await unanswered(f, event);
	const alone = { ...f.settle, aloneKes: 150_000n };
	const { reference } = await orderOf(f, other!.no);
	const wanted = { event, reference, tickets: null, note: 'a friend', by: 'ann', as: 'support' as const };
	assert.is((await requestForPerson(alone, wanted)).state, 'requested', 'KES 1290 of KES 1500');
	const asked = { reference: payment.receipt, note: 'the buyer called', by: 'ann' };
	const { id } = await openForPerson(alone, asked);
	const shown = async (by: string) =>
		(await readCase(alone, id, by)).choices.find(({ decision }) => decision === 'refund')!.step;
	assert.equal([await shown('ann'), await shown('ben')], ['proposed', 'decided']);
	assert.is(await decideAsShown(alone, id, { decision: 'refund', note: 'seen', by: 'ann' }), 'proposed');
	await f.work(3);
});

/** M-Pesa paid after all what it had said it did not, and says so now. */
async function paidAfterAll(f: RefundsFixture, no: bigint): Promise<void> {
	const payout = f.simulator.ledger.payouts.at(-1)!;
	Object.assign(payout, { receipt: 'PLATE00001', code: 0, behaviour: 'pay' });
	const [{ id }] = await f.rows(
		`SELECT r.id FROM relay.refunds r JOIN relay.ticket_refunds t ON t.id = r.ticket_refund_id WHERE t.order_no = $1`,
		[no],
	);
	const result = { kind: 'refund', way: 'payout', outcome: 'returned', code: '0' } as const;
	const peer = { network: '127.0.0.1', isProvider: true };
	const requestIds = [payout.conversationId, payout.id];
	await recordRefundResult(f.node.rails, id, { ...result, requestIds }, { text: '{}', cut: null, peer });
}

for (const behaviour of ['short', 'failed'] as const)
	story(
		`a success that comes after the failure (${behaviour}) of the same payout pays nobody twice`,
		async (f, event) => {
			const [order] = await f.issued(event, [2]);
			const before = givenBack(f);
			const { phone } = f.simulator.ledger.payments.at(-1)!;
			f.simulator.ledger.payoutsOf.set(phone, behaviour);
			await f.ask(order!.no, { mask: 1 });
			await f.work(3);
			await paidAfterAll(f, order!.no);
			f.simulator.ledger.payoutsOf.set(phone, 'pay');
			for (const { id } of await f.rows('SELECT id FROM relay.reviews WHERE order_no = $1', [order!.no])) {
				const refund = { decision: 'refund', note: 'again' } as const;
				assert.is(await decideAsShown(deps(f), id, { ...refund, by: 'ann' }), 'proposed');
				assert.is(await decideAsShown(deps(f), id, { ...refund, by: 'ben' }), 'done');
			}
			await f.work(100);
			assert.equal(await f.endsOf(order!.no), ['returned payout 1 KES 1290']);
			assert.is(givenBack(f) - before, 1290);
		},
	);

story(
	'a payout is asked about within two minutes, however often its reversal was asked for before',
	async (f, event) => {
		const [order] = await f.issued(event, [1]);
		const before = givenBack(f);
		const { receipt, phone } = f.simulator.ledger.payments.at(-1)!;
		f.simulator.ledger.unreversible.set(receipt, 'failed');
		f.simulator.ledger.payoutsOf.set(phone, 'mute');
		await f.ask(order!.no);
		await f.work(0);
		await f.rows(
			'UPDATE relay.refunds r SET attempts = 9 FROM relay.ticket_refunds t WHERE t.id = r.ticket_refund_id AND t.order_no = $1',
			[order!.no],
		);
		await f.work(120);
		assert.equal(await f.endsOf(order!.no), ['returned payout 1 KES 1290']);
		assert.is(givenBack(f) - before, 1290);
	},
);

test.run();
