import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { refundShare } from './refund-share.ts';

const test = suite('what goes back of an order’s shillings');

test('a ticket that a fan sold below its face price brings its buyer back what they paid', () => {
	const money = { received: 13_000n, price: 13_000n, qty: 1 };
	// The contract gives the treasury 100 USDC for a ticket that cost 1.
	assert.is(refundShare(money, 1, { paid: 1_000_000_000n, face: 10_000_000n }), 13_000n);
	assert.is(refundShare(money, 1, { paid: 5_000_000n, face: 10_000_000n }), 6_500n, 'the control: a half');
});

test('never more than came, in whole shillings', () => {
	const sum = fc.bigInt(1n, 10n ** 12n);
	const qty = fc.integer({ min: 1, max: 20 });
	fc.assert(
		fc.property(sum, sum, qty, fc.nat(), sum, sum, (received, price, of, some, paid, face) => {
			const n = 1 + (some % of);
			const back = refundShare({ received, price, qty: of }, n, { paid, face });
			assert.ok(back <= received && back <= price && back * BigInt(of) <= price * BigInt(n));
			assert.is(back % 100n, 0n);
		}),
	);
});

test.run();
