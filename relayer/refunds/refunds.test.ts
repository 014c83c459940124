import { randomBytes, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import type { PassaError } from '#shared/errors.ts';
import { handovers } from '../models/handovers.ts';
import { ticketRefundStates } from '../models/ticket-refunds.ts';
import { ticketRefundExits } from '../review/exits.ts';
import { openForPerson } from '../review/open-for-person.ts';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { orderOf } from '../test/fixture.ts';
import { orderRefunds, withdrawRefund } from './order-refunds.ts';
import { requestTicketRefund } from './request-ticket-refund.ts';
import type { RefundsFixture } from './test/fixture.ts';
import { casesOf, givenBack, refundStories } from './test/stories.ts';

const { test, story } = refundStories('issued tickets are given back');

const receiptOf = ({ simulator: { ledger } }: RefundsFixture) => ledger.payments.at(-1)!;
const codeOf = async (work: Promise<unknown>): Promise<string> =>
	work.then(
		() => 'none',
		(error: PassaError) => error.code,
	);

story('a whole order: the chain takes the tickets, then M-Pesa reverses the receipt', async (f, event) => {
	const [order] = await f.issued(event, [2]);
	await f.ask(order!.no);
	await f.work(3);
	assert.equal(await f.endsOf(order!.no), ['returned reversal 3 KES 2580']);
	const { counters } = await readEventState(f.chainFixture.chain.rpcUrl, event);
	assert.is(counters.refunded, 200_000_000n);
	assert.ok(receiptOf(f).reversed);
	const [notice] = await f.rows(`SELECT kind FROM relay.notices WHERE order_no = $1 AND kind = 'refunded'`, [
		order!.no,
	]);
	assert.ok(notice, 'its buyer is told');
});

story('one ticket of three: its part of the receipt is sent to the phone', async (f, event) => {
	const [order] = await f.issued(event, [3]);
	const before = givenBack(f);
	await f.ask(order!.no, { mask: 0b010 });
	await f.work(3);
	assert.equal(await f.endsOf(order!.no), ['returned payout 2 KES 1290']);
	assert.is(givenBack(f) - before, 1290);
});

story('the same ticket is refunded once, the others after it', async (f, event) => {
	const [order] = await f.issued(event, [3]);
	const before = givenBack(f);
	await f.ask(order!.no, { mask: 0b001 });
	assert.is(await codeOf(f.ask(order!.no, { mask: 0b011 })), 'TICKET_REFUNDED');
	await f.ask(order!.no, { mask: 0b110 });
	await f.work(3);
	assert.is(await codeOf(f.ask(order!.no, { mask: 0b100 })), 'TICKET_REFUNDED');
	assert.equal(await f.endsOf(order!.no), ['returned payout 1 KES 1290', 'returned payout 6 KES 2580']);
	assert.is(givenBack(f) - before, 3870);
});

for (const how of ['refused', 'failed'] as const)
	story(`a reversal that is ${how} becomes a payout`, async (f, event) => {
		const [order] = await f.issued(event, [1]);
		const { receipt } = receiptOf(f);
		const before = givenBack(f);
		f.simulator.ledger.unreversible.set(receipt, how);
		await f.ask(order!.no);
		await f.work(5);
		assert.equal(await f.endsOf(order!.no), ['returned payout 1 KES 1290']);
		assert.is(givenBack(f) - before, 1290);
	});

story('a reversal that failed although the payment is back pays nobody a second time', async (f, event) => {
	const [order] = await f.issued(event, [1]);
	const payment = receiptOf(f);
	const before = givenBack(f);
	f.simulator.ledger.unreversible.set(payment.receipt, 'failed');
	await f.ask(order!.no);
	await f.work(0);
	f.simulator.ledger.unreversible.delete(payment.receipt);
	payment.reversed = true;
	await f.work(5);
	assert.equal(await f.endsOf(order!.no), ['returned checking 1 KES 1290']);
	assert.is(givenBack(f) - before, 1290);
});

for (const [behaviour, seconds] of [
	['twice', 5],
	['late', 200],
	['mute', 200],
	['fault', 200],
	['fault-paid', 200],
	['short-once', 200],
] as const)
	story(`a payout that is ${behaviour} comes once`, async (f, event) => {
		const [order] = await f.issued(event, [2]);
		const before = givenBack(f);
		const { phone } = receiptOf(f);
		f.simulator.ledger.payoutsOf.set(phone, behaviour);
		await f.ask(order!.no, { mask: 1 });
		await f.work(2);
		if (behaviour === 'fault') f.simulator.ledger.payoutsOf.set(phone, 'pay');
		await f.work(seconds);
		assert.equal(await f.endsOf(order!.no), ['returned payout 1 KES 1290']);
		assert.is(givenBack(f) - before, 1290);
	});

for (const behaviour of ['failed', 'unregistered'] as const)
	story(`a payout that M-Pesa refuses (${behaviour}) goes to a person, with its code`, async (f, event) => {
		const [order] = await f.issued(event, [2]);
		f.simulator.ledger.payoutsOf.set(receiptOf(f).phone, behaviour);
		await f.ask(order!.no, { mask: 1 });
		await f.work(5);
		assert.equal(await f.endsOf(order!.no), ['review payout 1 KES 1290']);
		assert.equal(await casesOf(f, order!.no), ['REFUND_FAILED']);
		const [found] = await f.rows('SELECT facts FROM relay.reviews WHERE order_no = $1', [order!.no]);
		assert.is(found.facts.code, behaviour === 'failed' ? '2006' : '2040');
	});

story('a person has a refund made again, or books that the money went back another way', async (f, event) => {
	const [again, booked] = await f.issued(event, [2, 2]);
	const [first, second] = f.simulator.ledger.payments.slice(-2);
	for (const { phone } of [first!, second!]) f.simulator.ledger.payoutsOf.set(phone, 'unregistered');
	for (const { no } of [again!, booked!]) await f.ask(no, { mask: 1 });
	await f.work(3);
	f.simulator.ledger.payoutsOf.set(first!.phone, 'pay');
	const deps = { ...f.settle, aloneKes: 10_000n };
	for (const [order, decision] of [
		[again!, 'refund'],
		[booked!, 'returned'],
	] as const) {
		const [{ id }] = await f.rows('SELECT id FROM relay.reviews WHERE order_no = $1', [order.no]);
		assert.is(
			await codeOf(decideAsShown(deps, id, { decision: 'nothing', note: 'no', by: 'ann' })),
			'MONEY_WAITS',
		);
		assert.is(await decideAsShown(deps, id, { decision, note: 'the buyer called', by: 'ann' }), 'done');
	}
	await f.work(3);
	assert.equal(await f.endsOf(again!.no), ['returned payout 1 KES 1290']);
	assert.equal(await f.endsOf(booked!.no), ['returned payout 1 KES 1290']);
	const sent = f.simulator.ledger.payouts.filter(({ phone, receipt }) => phone === second!.phone && receipt);
	assert.equal(sent, [], 'nothing is sent for what a person returned');
});

story('without the number that paid, a person decides', async (f, event) => {
	const [order] = await f.issued(event, [2]);
	await f.rows(`UPDATE relay.pushes SET state = 'lost' WHERE order_no = $1`, [order!.no]);
	await f.ask(order!.no, { mask: 1 });
	await f.work(2);
	assert.equal(await casesOf(f, order!.no), ['REFUND_NO_PHONE']);
});

story(
	'the fan asks while the contract allows it; afterwards it is refused, and nothing changes',
	async (f, event) => {
		const [order] = await f.issued(event, [2]);
		const deps = { ...f.settle, chain: f.chainFixture.chain };
		const wanted = {
			tickets: [0],
			by: 'holder',
			note: null,
			takesPart: false,
			reason: 'ASKED_BY_BUYER',
		} as const;
		const ask = async (tickets: number[] | null) => {
			const issued = await orderOf(f, order!.no);
			return requestTicketRefund(deps, issued, { ...wanted, tickets }, async () => 'requested' as const);
		};
		await ask([0]);
		await f.work(3);
		assert.equal(await f.endsOf(order!.no), ['returned payout 1 KES 1290']);
		assert.is(await codeOf(ask([5])), 'TICKET_UNKNOWN');
		assert.is(await codeOf(ask([0])), 'TICKET_REFUNDED');
		f.chainFixture.localnet.network.advance(9 * 86_400 + 60);
		f.chainFixture.localnet.network.close();
		assert.is(await codeOf(ask([1])), 'REFUNDS_CLOSED');
		assert.is((await f.endsOf(order!.no)).length, 1);
	},
);

story(
	'what was given to a friend is not given back by its giver; an offer ends with the refund',
	async (f, event) => {
		const [order] = await f.issued(event, [3]);
		const deps = { ...f.settle, chain: f.chainFixture.chain };
		const row = (index: number, state: 'offered' | 'claimed') => ({
			...{ id: randomUUID(), orderNo: order!.no, event, index, state, kind: 'phone' as const },
			...{
				key: randomBytes(32),
				sealed: randomBytes(40),
				language: 'en' as const,
				tokenHash: randomBytes(32),
			},
			...(state === 'claimed' ? { claimedBy: 'friend', endedAt: new Date(f.clock.now()) } : {}),
			createdAt: new Date(f.clock.now()),
			expiresAt: new Date(f.clock.now() + 3_600_000),
		});
		const [taken, offered] = [row(0, 'claimed'), row(1, 'offered')];
		await f.db.insert(handovers).values([taken, offered]);
		const ask = async (
			tickets: number[],
			reason: 'ASKED_BY_BUYER' | 'ASKED_BY_SUPPORT' | 'ASKED_BY_ORGANIZER' = 'ASKED_BY_BUYER',
		) => {
			const wanted = { tickets, by: 'somebody', note: null, takesPart: false, reason };
			return requestTicketRefund(deps, await orderOf(f, order!.no), wanted, async () => 'requested' as const);
		};
		const states = async () =>
			(
				await f.db.select().from(handovers).where(eq(handovers.orderNo, order!.no)).orderBy(handovers.index)
			).map(({ state }) => state);
		assert.is(await codeOf(ask([0, 1])), 'TICKET_GIVEN');
		assert.equal(await states(), ['claimed', 'offered'], 'nothing has changed');
		await ask([1]);
		assert.equal(await states(), ['claimed', 'cancelled']);
		for (const reason of ['ASKED_BY_SUPPORT', 'ASKED_BY_ORGANIZER'] as const)
			assert.is(await codeOf(ask([0], reason)), 'TICKET_GIVEN', 'nobody takes the friend’s way in');
		const { offer } = await orderRefunds(deps, await orderOf(f, order!.no), 'ann');
		assert.equal(
			offer!.tickets.map(({ index, refusal }) => [index, refusal]),
			[
				[0, 'TICKET_GIVEN'],
				[2, null],
			],
			'and support sees why',
		);
		// The control: its holder gives it back, and it can be refunded.
		await f.db.update(handovers).set({ state: 'returned' }).where(eq(handovers.id, taken.id));
		await ask([0], 'ASKED_BY_SUPPORT');
		await f.work(3);
		assert.is((await f.endsOf(order!.no)).filter((end) => end.startsWith('returned')).length, 2);
	},
);

test('each state of a refund of tickets that waits has its exit', () => {
	const over = ['returned', 'withdrawn'];
	assert.equal(
		Object.keys(ticketRefundExits).sort(),
		ticketRefundStates.filter((each) => !over.includes(each)).sort(),
	);
});

for (const [state, exit] of Object.entries(ticketRefundExits))
	story(`a refund of tickets that is ${state}: ${exit}`, async (f, event) => {
		const [order] = await f.issued(event, [2]);
		const { phone } = receiptOf(f);
		// The provider takes nothing, so that each state waits.
		f.simulator.ledger.payoutsOf.set(phone, state === 'review' ? 'unregistered' : 'mute');
		const asked = await f.ask(order!.no, { mask: 1, ...(state === 'proposed' ? { state } : {}) });
		if (state === 'requested') {
			await f.rows(`UPDATE relay.ticket_refunds SET envelope = 'AAAA' WHERE id = $1`, [asked.id]);
			assert.is(
				await codeOf(withdrawRefund(f.node.refunds, asked.id, 'ann')),
				'REFUND_STATE',
				'the control: its call may still land',
			);
			await f.rows('UPDATE relay.ticket_refunds SET envelope = NULL WHERE id = $1', [asked.id]);
		} else await f.work(3);
		assert.ok((await f.endsOf(order!.no))[0]!.startsWith(state), 'it waits');
		if (exit === 'withdraw') {
			await withdrawRefund(f.node.refunds, asked.id, 'ann');
			await f.work(3);
			assert.equal(await f.endsOf(order!.no), ['withdrawn 1 KES 1290']);
			await f.ask(order!.no, { mask: 1 });
			f.simulator.ledger.payoutsOf.delete(phone);
			return f.work(3);
		}
		const deps = { ...f.settle, aloneKes: 100n };
		const asking = { reference: order!.reference, note: 'the buyer called', by: 'ann' };
		const { id } = await openForPerson(deps, asking);
		f.simulator.ledger.payoutsOf.set(phone, 'pay');
		for (const by of ['ann', 'ben'])
			if ((await decideAsShown(deps, id, { decision: exit, note: 'seen', by })) === 'done') break;
		await f.work(3);
		assert.equal(await f.endsOf(order!.no), ['returned payout 1 KES 1290']);
		assert.equal(await casesOf(f, order!.no), []);
	});

test.run();
