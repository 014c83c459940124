import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Observation, PushFact } from './order-facts.ts';
import { about, covered, message, minute, payment, price, push, refused, second } from './test/facts-of.ts';

const test = suite('what is decided about an order’s money');

test('a callback of success settles nothing by itself: it is asked after at once', () => {
	const decision = about([message('callback')]);
	assert.equal(decision.order, { end: 'wait' });
	assert.equal(decision.payments, []);
	assert.is(decision.pushes[0]!.query, true);
});

test('callback and query of success settle with the callback’s receipt', () => {
	const decision = about([message('callback'), message('query')]);
	assert.equal(decision.order, { end: 'pay' });
	assert.equal(decision.payments, [
		{ receipt: 'R1', amount: price, confirmed: false, as: 'applied', reason: null },
	]);
	assert.is(decision.pushes[0]!.state, 'paid');
});

test('a query of success without a receipt waits and has Pull read', () => {
	const decision = about([message('query')]);
	assert.equal(decision.order, { end: 'wait' });
	assert.equal(decision.payments, []);
	assert.is(decision.readStatement, true);
	assert.is(decision.pushes[0]!.state, 'paid');
});

test('a query of success and a confirmation’s receipt settle', () => {
	assert.equal(about([message('query'), message('notice')]).payments[0]?.as, 'applied');
});

test('a confirmation settles nothing by itself', () => {
	const decision = about([message('notice')]);
	assert.equal(decision.order, { end: 'wait' });
	assert.is(decision.pushes[0]!.query, true);
});

test('a success without a receipt goes to a person after fifteen minutes, though the hold is over', () => {
	const at = (now: number) => about([message('query')], { now }).order;
	assert.equal(at(15 * minute), { end: 'wait' });
	assert.equal(at(15 * minute + 2 * second), { end: 'review', reason: 'NO_RECEIPT' });
});

test('a success that nobody confirms goes to a person after fifteen minutes', () => {
	const pending = message('query', { code: 'PENDING' });
	assert.equal(about([message('callback'), pending], { now: 16 * minute }).order, {
		end: 'review',
		reason: 'UNCONFIRMED',
	});
});

test('a row of Pull of our reference and the exact amount settles by itself, also after a lost answer', () => {
	for (const pushes of [[push()], [push({ state: 'unknown', queryable: false })]]) {
		const decision = about([message('statement')], { pushes });
		assert.equal(decision.order, { end: 'pay' });
		assert.equal(decision.payments, [
			{ receipt: 'R1', amount: price, confirmed: true, as: 'applied', reason: null },
		]);
	}
});

test('another amount in a callback waits for Pull, which decides; where Pull lists nothing it goes to a person', () => {
	const amount = price - 100n;
	const review = { end: 'review', reason: 'AMOUNT_WRONG' };
	for (const rest of [[message('query')], []]) {
		const claimed = [message('callback', { amount }), ...rest];
		assert.equal(about(claimed).order, { end: 'wait' });
		assert.is(about(claimed).readStatement, true);
		assert.equal(about(claimed, covered).order, review);
		assert.equal(about(claimed, { now: 16 * minute }).order, review, 'though Pull cannot be read');
		const listed = about([...claimed, message('statement', { amount })]);
		assert.equal([listed.order, listed.payments[0]?.as], [review, 'review']);
		const inFull = about([...claimed, message('statement')]);
		assert.equal([inFull.order, inFull.payments[0]?.as], [{ end: 'pay' }, 'applied']);
	}
});

test('another amount that no prompt asked for waits for the prompt, then goes to a person by itself', () => {
	const shilling = { receipt: 'R2', amount: 100n, at: second };
	const goes = (rest: Observation[], over = {}) => {
		const { order, payments } = about(
			[message('notice', shilling), message('statement', shilling), ...rest],
			over,
		);
		return [order, payments.map((each) => `${each.receipt} ${each.as} ${each.reason}`)];
	};
	const own = 'R2 review AMOUNT_WRONG';
	assert.equal(goes([]), [{ end: 'wait' }, []], 'while the phone rings');
	assert.equal(goes([message('query')]), [{ end: 'wait' }, []], 'while its money is looked for');
	assert.equal(goes([refused('callback', '1032')]), [{ end: 'fail', reason: 'MPESA_1032' }, [own]]);
	assert.equal(goes([], { now: 10 * minute }), [{ end: 'expire', reason: 'HOLD_OVER' }, [own]]);
	const bought = 'R1 applied null';
	assert.equal(goes([message('statement')]), [{ end: 'pay' }, [bought, own]]);
	assert.equal(goes([message('query'), message('notice')])[0], { end: 'pay' });
	assert.equal(goes([message('query')], { now: 16 * minute }), [
		{ end: 'review', reason: 'NO_RECEIPT' },
		[own],
	]);
	const named = message('callback', { receipt: 'R2', amount: 100n });
	assert.equal(
		goes([named]),
		[{ end: 'review', reason: 'AMOUNT_WRONG' }, [own]],
		'the control: the prompt itself names it',
	);
});

test('a recorded sum that no prompt asked for leaves the order as it is without it', () => {
	const payments = [payment({ receipt: 'R2', amount: 100n, state: 'review', confirmed: true })];
	const shilling = message('statement', { receipt: 'R2', amount: 100n });
	for (const rest of [[], [message('callback')], [message('statement')], [refused('query', '1037')]])
		assert.equal(about([shilling, ...rest], { payments }), about(rest));
	const queued = [push({ state: 'queued', sentAt: null })];
	assert.equal(about([shilling], { payments, pushes: queued }), about([], { pushes: queued }));
});

test('success by callback and failure by query, in either order, wait for Pull, which decides', () => {
	const review = { end: 'review', reason: 'CONTRADICTION' };
	for (const [claimed, denied] of [
		[2, 10],
		[10, 2],
	] as const) {
		const torn = [
			message('callback', { at: claimed * second }),
			refused('query', '1032', { at: denied * second }),
		];
		assert.equal(about(torn).order, { end: 'wait' });
		assert.equal(about(torn).payments, []);
		assert.is(about(torn).readStatement, true);
		const shown = about([...torn, message('statement', { at: 11 * second })]);
		assert.equal([shown.order, shown.payments[0]?.as], [{ end: 'pay' }, 'applied']);
		assert.is(shown.pushes[0]!.state, 'paid');
		const readTo = (to: number) => about(torn, { statement: { since: -minute, to }, now: to + second }).order;
		const complete = claimed * second + 5 * minute;
		assert.equal(readTo(complete - 1), { end: 'wait' }, 'Pull may list it later');
		assert.equal(readTo(complete), review, 'Pull lists no such payment');
		assert.equal(about(torn, { now: 16 * minute }).order, review, 'Pull cannot be read');
	}
});

test('failure by callback and success by query wait for Pull, which decides; without it they go to a person', () => {
	const torn = [refused('callback', '1032'), message('query')];
	assert.equal(about(torn).order, { end: 'wait' });
	assert.is(about(torn).readStatement, true);
	assert.equal(about(torn, { now: 18 * minute }).order, { end: 'review', reason: 'CONTRADICTION' });
	assert.equal(about([...torn, message('statement')]).order, { end: 'pay' });
	assert.equal(about([...torn, message('statement')]).payments[0]?.as, 'applied');
});

for (const code of ['1', '1032', '1037', '2001', '17', 'SFC_IC0003'])
	for (const kind of ['callback', 'query'] as const)
		test(`result ${code} by ${kind} fails the order`, () => {
			const decision = about([refused(kind, code)]);
			assert.equal(decision.order, { end: 'fail', reason: `MPESA_${code}` });
			assert.equal([decision.pushes[0]!.state, decision.pushes[0]!.code], ['failed', code]);
		});

test('a pending result decides nothing, in each of its forms', () => {
	for (const code of ['PENDING', 'NO_ANSWER'])
		for (const kind of ['callback', 'query'] as const)
			assert.equal(about([refused(kind, code)]).order, { end: 'wait' });
});

test('a push that was refused fails its order', () => {
	const pushes = [push({ state: 'failed', sentAt: 0, queryable: false, code: '400.002.02' })];
	assert.equal(about([], { pushes }).order, { end: 'fail', reason: 'MPESA_REFUSED' });
});

test('a claim after a failure is asked after again; then it settles, or Pull decides', () => {
	const late = [refused('query', '1037', { at: 10 * second }), message('callback', { at: 12 * second })];
	const pushes = [push({ state: 'failed', code: '1037' })];
	const asked = about(late, { pushes });
	assert.equal(asked.order, { end: 'wait' });
	assert.is(asked.pushes[0]!.query, true);
	const settled = about([...late, message('query', { at: 13 * second })], { pushes });
	assert.equal(settled.order, { end: 'pay' });
	const torn = about([...late, refused('query', '1037', { at: 13 * second })], { pushes });
	assert.equal(torn.order, { end: 'wait' });
	const listsNothing = about([...late, refused('query', '1037', { at: 13 * second })], {
		pushes,
		...covered,
	});
	assert.equal(listsNothing.order, { end: 'review', reason: 'CONTRADICTION' });
});

test('a failure and a late row of Pull settle', () => {
	const pushes = [push({ state: 'failed', code: '1032' })];
	assert.equal(about([refused('callback', '1032'), message('statement')], { pushes }).order, { end: 'pay' });
});

test('no query takes a success back', () => {
	const flaky = [message('query'), refused('query', '1032', { at: 30 * second }), message('callback')];
	assert.equal(about(flaky).order, { end: 'pay' });
});

test('an order whose money was placed before waits for a push that rings, and ends with it', () => {
	const first = message('callback', { push: 'p0', receipt: 'R0', amount: price - 100n });
	const p0 = push({ id: 'p0', state: 'paid', createdAt: -minute, sentAt: -minute });
	for (const state of ['review', 'refund_due', 'refunded'] as const) {
		const payments = [payment({ receipt: 'R0', amount: price - 100n, state, confirmed: true })];
		const tried = (then: Observation[], over: Partial<PushFact> = {}, now = minute) =>
			about([first, ...then], { payments, pushes: [p0, push(over)], now });
		assert.equal(tried([]).order, { end: 'wait' });
		assert.equal(tried([refused('callback', '1032')]).order, { end: 'fail', reason: 'MPESA_1032' });
		assert.equal(tried([], {}, 10 * minute).order, { end: 'expire', reason: 'HOLD_OVER' });
		const paid = tried([message('statement')]);
		assert.equal(paid.order, { end: 'fail', reason: 'MONEY_CAME' });
		assert.is(paid.payments[0]?.as, state === 'review' ? 'review' : 'refund_due');
		assert.equal(tried([], { state: 'queued' }).order, { end: 'fail', reason: 'MONEY_CAME' });
	}
});

test('a lost answer holds the seats until Pull covers its time and five minutes', () => {
	const pushes = [push({ state: 'unknown', queryable: false })];
	const early = { since: -minute, to: 5 * minute - 1 };
	assert.equal(about([], { pushes, statement: early, now: 20 * minute }).order, { end: 'wait' });
	assert.equal(about([], { pushes, ...covered }).order, { end: 'fail', reason: 'PUSH_LOST' });
});

test('a lost answer of a time that Pull no longer lists goes to a person', () => {
	const pushes = [push({ state: 'unknown', queryable: false })];
	const statement = { since: minute, to: 60 * minute };
	assert.equal(about([], { pushes, statement: statement, now: 60 * minute }).order, {
		end: 'review',
		reason: 'PULL_GAP',
	});
});

test('a push without any message expires with the hold', () => {
	assert.equal(about([], { now: 10 * minute - 1 }).order, { end: 'wait' });
	const over = about([], { now: 10 * minute });
	assert.equal(over.order, { end: 'expire', reason: 'HOLD_OVER' });
	assert.is(over.pushes[0]!.state, 'lost');
});

test('a push that could not be sent while the hold lasted is not sent later', () => {
	const over = about([], { pushes: [push({ state: 'queued', sentAt: null })], now: 10 * minute });
	assert.equal(over.order, { end: 'expire', reason: 'HOLD_OVER' });
	assert.equal([over.pushes[0]!.state, over.pushes[0]!.code], ['failed', 'NOT_SENT']);
});

test('the same said twice changes nothing', () => {
	const once = about([message('callback'), message('query')]);
	assert.equal(about([message('callback'), message('callback', { at: 4 * second }), message('query')]), once);
});

test('the newest push decides how an order fails; money of an older one settles it', () => {
	const pushes = [
		push({ state: 'failed', code: '1037' }),
		push({ id: 'p2', createdAt: minute, sentAt: minute, state: 'open' }),
	];
	const old = refused('callback', '1037');
	assert.equal(about([old], { pushes, now: 2 * minute }).order, { end: 'wait' });
	const cancelled = refused('callback', '1032', { push: 'p2', at: 2 * minute });
	assert.equal(about([old, cancelled], { pushes, now: 2 * minute }).order, {
		end: 'fail',
		reason: 'MPESA_1032',
	});
	assert.equal(about([old, message('statement')], { pushes, now: 2 * minute }).order, { end: 'pay' });
});

test.run();
