import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { assertBooksBalance, assertMoneyBalances } from '../test/assertions.ts';
import { announce } from '../test/fixture.ts';
import { openRefundsFixture, type RefundsFixture, refundable } from './test/fixture.ts';

const test = suite('issued tickets are given back');
let fixture: RefundsFixture;
let event: string;
test.before(async () => {
	fixture = await openRefundsFixture();
	event = await announce(fixture, refundable(fixture));
});
test.after(() => fixture.close());

const story = (name: string, run: () => Promise<void>) =>
	test(name, async () => {
		await run();
		fixture.restart();
		await assertMoneyBalances(fixture, [event]);
		await assertBooksBalance(fixture);
	});

story('a whole order: the chain takes the tickets, then M-Pesa reverses the receipt', async () => {
	const [order] = await fixture.issued(event, [2]);
	await fixture.ask(order!.no);
	await fixture.work(3);
	assert.equal(await fixture.endsOf(order!.no), ['returned reversal 3 KES 2580']);
	const { counters } = await readEventState(fixture.chainFixture.chain.rpcUrl, event);
	assert.is(counters.refunded, 200_000_000n);
	assert.ok(fixture.simulator.ledger.payments[0]!.reversed);
});

story('one ticket of three: a part of the receipt is sent to the phone', async () => {
	const [order] = await fixture.issued(event, [3]);
	await fixture.ask(order!.no, { mask: 0b010 });
	await fixture.work(3);
	assert.equal(await fixture.endsOf(order!.no), ['returned payout 2 KES 1290']);
	assert.is(fixture.simulator.ledger.payouts.at(-1)!.shillings, 1290);
});

test.run();
