import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import type { PassaError } from '#shared/errors.ts';
import { orderOf } from '../test/fixture.ts';
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

test.run();
