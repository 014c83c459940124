import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderView as PayOrder } from '#relayer/client.ts';
import { watchOrders } from './watch-orders.ts';

const order = (version: number, state: PayOrder['state'], payments: PayOrder['payments'] = []): PayOrder =>
	({ version, state, payments, push: null, ticketRefunds: [] }) as unknown as PayOrder;

/** Watches orders that answer in turn from `answers`, their last answer again and again; for so many pauses. */
async function watched(
	answers: Record<string, (PayOrder | 'gone' | null)[]>,
	pauses: number,
	options: { shown?: () => boolean; wakeAt?: number } = {},
) {
	const reads: string[] = [];
	const seen: [string, unknown][] = [];
	let [atOnce, most, paused] = [0, 0, 0];
	let wake = () => {};
	let stop = () => {};
	const ended = new Promise<void>((done) => {
		stop = watchOrders(
			Object.keys(answers),
			(reference, found) => seen.push([reference, found && found !== 'gone' ? found.state : found]),
			{
				async read(reference) {
					reads.push(reference);
					most = Math.max(most, ++atOnce);
					await new Promise((next) => setTimeout(next, 1));
					atOnce--;
					const list = answers[reference]!;
					return (list.length > 1 ? list.shift() : list[0]) ?? null;
				},
				async pause() {
					if (++paused === options.wakeAt) wake();
					if (paused > pauses) {
						stop();
						done();
					}
				},
				onWake: (callback) => {
					wake = callback;
				},
				isShown: options.shown ?? (() => true),
			},
		);
		setTimeout(done, 300);
	});
	await ended;
	const counts = Object.fromEntries(
		Object.keys(answers).map((r) => [r, reads.filter((x) => x === r).length]),
	);
	return { seen, counts, most };
}

test('an order that is under way becomes tickets without a reload, and is then read no more', async () => {
	const { seen, counts } = await watched(
		{ A: [order(1, 'pending'), order(2, 'paid'), order(2, 'paid'), order(3, 'issued')] },
		20,
	);
	assert.equal(seen, [
		['A', 'pending'],
		['A', 'paid'],
		['A', 'issued'],
	]);
	assert.equal(counts, { A: 4 });
});

test('an order that only a late payment moves is read every half minute, and when the page wakes', async () => {
	const { counts } = await watched({ A: [order(1, 'expired')] }, 31);
	assert.equal(counts, { A: 3 });
	const woken = await watched({ A: [order(1, 'expired')] }, 10, { wakeAt: 4 });
	assert.equal(woken.counts, { A: 2 });
});

test('an order of another browser is said to be gone, once', async () => {
	const { seen, counts } = await watched({ A: ['gone'] }, 10);
	assert.equal(seen, [['A', 'gone']]);
	assert.equal(counts, { A: 1 });
});

test('what cannot be read now is asked for again, and keeps what was known', async () => {
	const { seen } = await watched({ A: [null, null, order(1, 'pending'), null, order(2, 'issued')] }, 10);
	assert.equal(seen, [
		['A', null],
		['A', null],
		['A', 'pending'],
		['A', 'issued'],
	]);
});

test('a long list is read three at once, and a hidden page reads nothing', async () => {
	const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`R${i}`, [order(1, 'pending')]]));
	assert.is((await watched(many, 2)).most, 3);
	const { counts } = await watched({ A: [order(1, 'pending')] }, 10, { shown: () => false });
	assert.equal(counts, { A: 1 });
});

test.run();
