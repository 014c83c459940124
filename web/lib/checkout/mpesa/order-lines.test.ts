import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderView as PayOrder } from '#relayer/client.ts';
import { amountOfAll, asWhole, linesOfOrder, ticketsOfAll } from './order-lines.ts';
import { isEnd, phaseOf } from './order-phase.ts';

const line = (reference: string, state: PayOrder['state'], change: object = {}) => ({
	...{ reference, state, tier: 0, qty: 1, reason: null, amountKes: '100000', payments: [], chain: null },
	...{ ticketRefunds: [], given: [], token: null },
	...change,
});
const cartOf = (...states: PayOrder['state'][]): PayOrder => {
	const lines = states.map((state, i) => line(`R${i}`, state, { reason: `WHY_${i}` }));
	return {
		...lines[0],
		push: null,
		cart: { first: 'R0', amountKes: '250000', lines },
	} as unknown as PayOrder;
};

test('a purchase is on its way while any line is, has tickets once one has, and ends with its last line', () => {
	assert.is(phaseOf(cartOf('failed', 'failed')), 'failed');
	assert.is(phaseOf(cartOf('issued', 'issuing')), 'issuing');
	assert.is(phaseOf(cartOf('refund_due', 'issued')), 'issued');
	assert.is(phaseOf(cartOf('refunded', 'refund_due')), 'refunding');
	assert.not(isEnd(cartOf('issued', 'refund_due')));
	assert.ok(isEnd(cartOf('issued', 'refunded')));
	// The control: an order alone has its own state.
	assert.is(phaseOf(line('R', 'issued') as unknown as PayOrder), 'issued');
});

test('words about all of it have its sum, its tickets, and the reason of the line that they are about', () => {
	const whole = asWhole(cartOf('refunded', 'refund_due'));
	assert.equal([whole.amountKes, whole.qty, whole.state, whole.reason], ['250000', 2, 'refund_due', 'WHY_1']);
	const alone = { ...line('R', 'issued'), cart: null } as unknown as PayOrder;
	assert.is(asWhole(alone), alone);
	assert.equal([amountOfAll(alone), ticketsOfAll(alone), linesOfOrder(alone).length], ['100000', 1, 1]);
});

test.run();
