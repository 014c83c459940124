import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { about, covered, message, payment, price, push, second } from './test/facts-of.ts';

const test = suite('what is decided about more receipts than one');

test('two receipts for one query: neither is taken before Pull shows it', () => {
	const twice = [message('callback'), message('callback', { receipt: 'R2' }), message('query')];
	const decision = about(twice);
	assert.equal(decision.payments, []);
	assert.is(decision.readStatement, true);
	const rows = [message('statement'), message('statement', { receipt: 'R2', at: 9 * second })];
	assert.equal(
		about([...twice, ...rows]).payments.map((each) => [each.receipt, each.as, each.reason]),
		[
			['R1', 'applied', null],
			['R2', 'refund_due', 'SECOND_RECEIPT'],
		],
	);
});

test('a second receipt goes back only when Pull has shown both', () => {
	const claims = [
		message('callback'),
		message('query'),
		message('callback', { receipt: 'R2', at: 4 * second }),
	];
	const paid = { payments: [payment()], pushes: [push({ state: 'paid' })] };
	const claimed = about(claims, paid);
	assert.equal(claimed.payments, []);
	const half = about([...claims, message('statement', { receipt: 'R2' })], paid);
	assert.equal(half.payments, []);
	assert.is(half.readStatement, true);
	const both = about([...claims, message('statement', { receipt: 'R2' }), message('statement')], paid);
	assert.equal(both.confirmed, ['R1']);
	assert.equal(both.payments[0], {
		receipt: 'R2',
		amount: price,
		confirmed: true,
		as: 'refund_due',
		reason: 'SECOND_RECEIPT',
	});
});

test('a false receipt that was taken gives way to the true one; the true one is not given back', () => {
	const decision = about(
		[message('callback', { receipt: 'FALSE' }), message('query'), message('statement')],
		{
			payments: [payment({ receipt: 'FALSE' })],
			...covered,
		},
	);
	assert.equal(decision.replaced, { from: 'FALSE', to: 'R1' });
	assert.is(decision.alert, 'RECEIPT_DIFFERS');
	assert.equal(decision.payments, []);
});

test('money that Pull does not show in time opens a case; the order goes on', () => {
	const decision = about([message('callback'), message('query')], { payments: [payment()], ...covered });
	assert.equal(decision.order, { end: 'pay' });
	assert.is(decision.alert, 'NOT_PULLED');
});

test('a recorded payment that Pull lists with another amount is not confirmed, and opens a case', () => {
	const said = [message('callback'), message('query')];
	const listed = (amount: bigint) =>
		about([...said, message('statement', { amount })], { payments: [payment()], ...covered });
	assert.equal([listed(100n).confirmed, listed(100n).alert], [[], 'AMOUNT_WRONG']);
	assert.equal(listed(100n).order, { end: 'pay' });
	assert.equal([listed(price).confirmed, listed(price).alert], [['R1'], null], 'the control');
});

test('a second sum of another amount goes to a person, and leaves the order alone', () => {
	const rows = [message('statement'), message('statement', { receipt: 'R2', amount: 100n })];
	const decision = about(rows, { payments: [payment()] });
	assert.equal(decision.order, { end: 'pay' });
	assert.equal(
		decision.payments.map((each) => [each.as, each.reason]),
		[['review', 'AMOUNT_WRONG']],
	);
});

test('it is asked after 10, 30, 60 and 120 seconds, then Pull is read', () => {
	const pending = (at: number) => message('query', { code: 'PENDING', at });
	const wake = (now: number, asked: number[]) => about(asked.map(pending), { now }).pushes[0]!;
	assert.is(wake(second, []).wakeAt, 10 * second);
	assert.is(wake(10 * second, []).query, true);
	assert.is(wake(10 * second, [10 * second]).wakeAt, 30 * second);
	assert.is(
		wake(
			70 * second,
			[10, 30, 60].map((s) => s * second),
		).wakeAt,
		120 * second,
	);
	const after = about(
		[10, 30, 60, 120].map((s) => pending(s * second)),
		{ now: 121 * second },
	);
	assert.is(after.pushes[0]!.query, false);
	assert.is(after.readStatement, true);
});

test('nothing is looked at any more once it is decided', () => {
	const done = about([message('callback'), message('query'), message('statement')], {
		payments: [payment({ confirmed: true })],
		pushes: [push({ state: 'paid' })],
	});
	assert.is(done.pushes[0]!.wakeAt, null);
	assert.is(done.readStatement, false);
});

test.run();
