import { eq } from 'drizzle-orm';
import * as assert from 'uvu/assert';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { payments } from '../models/payments.ts';
import { findEvent } from '../orders/find-event.ts';
import { post, reversed } from '../payments/journal.ts';
import { openForPerson } from '../review/open-for-person.ts';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { announce, laneWorker, orderOf, runDry } from '../test/fixture.ts';
import { orderRefunds, withdrawRefund } from './order-refunds.ts';
import { refundOffer } from './refund-offer.ts';
import { refundProgress } from './refund-progress.ts';
import { takePart } from './request-ticket-refund.ts';
import type { RefundsFixture } from './test/fixture.ts';
import { cancelEvent, give, givenBack, refundStories } from './test/stories.ts';

const { test, story } = refundStories('a cancelled event refunds its issued orders by itself');

const progressOf = async (f: RefundsFixture, event: string) =>
	refundProgress(f.db, await findEvent(f.db, event));

story(
	'whole orders, the rest of one that was refunded in part, and one whose money came meanwhile',
	async (f, event) => {
		const before = givenBack(f);
		const [whole, part, asked] = await f.issued(event, [2, 3, 1]);
		await f.ask(part!.no, { mask: 0b001 });
		await f.work(3);
		await f.ask(asked!.no, { state: 'proposed', reason: 'ASKED_BY_SUPPORT' });
		const paid = await f.paid(event);
		await cancelEvent(f, event);
		await f.work(3);
		await runDry(laneWorker(f));
		f.clock.advance(20_000);
		await f.work(3);
		assert.equal(await f.endsOf(whole!.no), ['returned reversal 3 KES 2580']);
		assert.equal(await f.endsOf(part!.no), ['returned payout 1 KES 1290', 'returned payout 6 KES 2580']);
		assert.equal(await f.endsOf(asked!.no), ['returned reversal 1 KES 1290'], 'nobody has to agree any more');
		assert.is(
			(await orderOf(f, paid.no)).state,
			'refunded',
			'the other one had no tickets, and its money is back',
		);
		const { refunds, kes, cancelled, opened } = await progressOf(f, event);
		assert.is(refunds.returned, 4);
		assert.equal(kes, { onItsWay: '0', returned: '774000' });
		assert.ok(cancelled);
		assert.ok(opened);
		assert.is(givenBack(f) - before, 7740 + 1290);
	},
);

story('without enough money in the event it waits, and goes on after the top-up', async (f) => {
	const event = await announce(f, f.chainFixture.terms());
	const made = await f.issued(event, [1, 2]);
	const before = givenBack(f);
	const distribute = { mask: 0b111, creators: [] };
	await f.onEvent('distribute_ticket_revenue', event, distribute);
	await cancelEvent(f, event);
	await f.work(3);
	assert.equal((await Promise.all(made.map(({ no }) => f.endsOf(no)))).flat(), [
		'requested NEEDS_FUNDING 1 KES 1290',
		'requested NEEDS_FUNDING 3 KES 2580',
	]);
	assert.is((await progressOf(f, event)).refunds.needsFunding, 2);
	await give(f, 300_000_000n);
	await f.onEvent('fund_refunds', event, { amount: 300_000_000n });
	f.clock.advance(180_000);
	await f.work(3);
	assert.equal((await Promise.all(made.map(({ no }) => f.endsOf(no)))).flat(), [
		'returned reversal 1 KES 1290',
		'returned reversal 3 KES 2580',
	]);
	assert.is(givenBack(f) - before, 3870);
});

story(
	'nobody withdraws what a cancelled event gives back by itself: it waits for the money, and comes',
	async (f) => {
		const event = await announce(f, f.chainFixture.terms());
		const [first, asked] = await f.issued(event, [1, 2]);
		const early = await f.ask(asked!.no, { state: 'proposed', reason: 'ASKED_BY_SUPPORT', by: 'ann' });
		await f.onEvent('distribute_ticket_revenue', event, { mask: 0b111, creators: [] });
		const [before] = (await orderRefunds(f.node.refunds, asked!, 'ann')).refunds;
		assert.equal([before!.own, before!.withdrawable], [true, true], 'control: before the cancel it can be');
		await cancelEvent(f, event);
		await f.work(3);
		for (const order of [first!, asked!]) {
			const [shown] = (await orderRefunds(f.node.refunds, order, 'bob')).refunds;
			assert.equal([shown!.own, shown!.withdrawable], [false, false]);
			assert.is(await codeOf(withdrawRefund(f.node.refunds, shown!.id, 'bob')), 'REFUND_BY_ITSELF');
		}
		assert.is(await codeOf(withdrawRefund(f.node.refunds, early.id, 'ann')), 'REFUND_BY_ITSELF');
		await give(f, 300_000_000n);
		await f.onEvent('fund_refunds', event, { amount: 300_000_000n });
		f.clock.advance(180_000);
		await f.work(3);
		assert.equal(await f.endsOf(first!.no), ['returned reversal 1 KES 1290']);
		assert.equal(await f.endsOf(asked!.no), ['returned reversal 3 KES 2580']);
	},
);

story(
	'what an event never got the money for: after a week its payer takes the part that was named',
	async (f) => {
		const event = await announce(f, f.chainFixture.terms());
		const [made] = await f.issued(event, [2]);
		// The artist and the platform have their 40 %; the organizer's part comes back as a top-up.
		await f.onEvent('distribute_ticket_revenue', event, { mask: 0b110, creators: [] });
		await cancelEvent(f, event);
		await f.work(3);
		assert.equal(await f.endsOf(made!.no), ['requested NEEDS_FUNDING 3 KES 2580']);
		const offer = async () => refundOffer(f.node.refunds, await orderOf(f, made!.no));
		const early = await offer();
		assert.equal([early.cancelled, early.until, early.tickets], [true, null, []]);
		assert.equal([early.part?.open, early.part?.taken, early.part?.amountKes], [false, false, '154800']);
		f.chainFixture.localnet.network.advance(7 * 86_400 + 60);
		f.chainFixture.localnet.network.close();
		assert.is((await offer()).part?.open, true);
		const before = givenBack(f);
		f.clock.advance(180_000);
		await f.work(3);
		assert.is(givenBack(f), before, 'nobody takes it for them');
		assert.ok(await takePart(f.node.refunds, made!.no));
		assert.is((await offer()).part?.taken, true);
		await f.work(3);
		assert.equal(await f.endsOf(made!.no), ['returned payout 3 KES 1548']);
		assert.is(givenBack(f) - before, 1548);
		assert.is((await offer()).part, null);
	},
);

story('killed while it opens refunds, it goes on; each order has one', async (f, event) => {
	const made = await f.issued(
		event,
		Array.from({ length: 12 }, () => 1),
	);
	const before = givenBack(f);
	await cancelEvent(f, event);
	for (const step of ['recorded', 'refund sent', 'sent', 'result stored']) {
		f.diesAt(step);
		await f.work(3).catch(() => {});
		f.restart();
		f.clock.advance(4 * 60_000);
	}
	for (let i = 0; i < 4; i++) {
		await f.work(3);
		f.clock.advance(4 * 60_000);
	}
	const found = (await Promise.all(made.map(({ no }) => f.endsOf(no)))).flat();
	assert.equal(found, Array(12).fill('returned reversal 1 KES 1290'));
	assert.is(givenBack(f) - before, 12 * 1290);
});

story(
	'a payment that the provider took back: its unused tickets go, and nobody is paid again',
	async (f, event) => {
		const [order] = await f.issued(event, [2]);
		const before = givenBack(f);
		await f.db.transaction(async (tx) => {
			const at = new Date(f.clock.now());
			const [payment] = await tx
				.update(payments)
				.set({ reversedAt: at })
				.where(eq(payments.orderNo, order!.no))
				.returning();
			const entry = { kind: 'reversed' as const, subject: payment!.id, orderNo: order!.no, at };
			await post(tx, entry, reversed('mpesa', payment!.amount));
		});
		await f.work(3);
		assert.equal(await f.endsOf(order!.no), ['returned 3 KES 2580']);
		assert.is(givenBack(f), before);
		const [loss] = await f.rows(
			`SELECT sum(l.amount)::text AS sum FROM relay.journal_lines l JOIN relay.journal_entries e ON e.id = l.entry
		WHERE e.order_no = $1 AND l.account = 'losses'`,
			[order!.no],
		);
		assert.is(loss.sum, '0', 'the treasury got the tickets’ price back');
	},
);

story(
	'two persons book that the provider took a payment back: its unused tickets go, by its receipt as evidence',
	async (f, event) => {
		const [order] = await f.issued(event, [2]);
		const before = givenBack(f);
		const deps = { ...f.settle, aloneKes: 10_000n };
		const asking = { reference: order!.reference, note: 'a letter of Safaricom', by: 'ann' };
		const { id } = await openForPerson(deps, asking);
		const decided = { decision: 'taken-back' as const, note: 'the letter of 3 May' };
		assert.is(await decideAsShown(deps, id, { ...decided, by: 'ann' }), 'proposed');
		await f.work(3);
		assert.equal(await f.endsOf(order!.no), [], 'one person alone takes no tickets');
		assert.is(await decideAsShown(deps, id, { ...decided, by: 'ben' }), 'done');
		await f.work(3);
		assert.equal(await f.endsOf(order!.no), ['returned 3 KES 2580']);
		assert.is(givenBack(f), before, 'nobody is paid');
		const again = await openForPerson(deps, asking);
		assert.is(await codeOf(decideAsShown(deps, again.id, { ...decided, by: 'ann' })), 'DECISION_IMPOSSIBLE');
	},
);

test.run();
