import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderView as PayOrder } from '#relayer/client.ts';
import { pollOrder } from './poll-order.ts';

const order = (version: number, state: PayOrder['state'] = 'pending') =>
	({
		version,
		state,
		push: null,
		payments: [] as PayOrder['payments'],
		ticketRefunds: [] as PayOrder['ticketRefunds'],
	}) as PayOrder;

/** A relayer that gives these answers, one for each request. A request after the last one never ends. */
function scripted(answers: (PayOrder | number)[]) {
	const seen = { paths: [] as string[], pauses: [] as number[], changes: [] as number[] };
	let wake = () => {};
	let idle = () => {};
	const settled = new Promise<void>((done) => (idle = done));
	const stop = pollOrder('ABC', 1, (o) => seen.changes.push(o.version), {
		async get(path, signal) {
			seen.paths.push(path);
			const answer = answers.shift();
			if (answer === undefined) {
				idle();
				await new Promise((_, fail) => signal.addEventListener('abort', () => fail(signal.reason)));
			}
			if (typeof answer === 'number') return { ok: false, status: answer, json: async () => ({}) };
			if (answers.length === 0 && answer!.state === 'issued') setTimeout(idle);
			return { ok: true, status: 200, json: async () => answer };
		},
		async pause(ms, signal) {
			if (!signal.aborted) seen.pauses.push(ms);
		},
		onWake: (callback) => (wake = callback),
	});
	return { seen, stop, settled, wake: () => wake() };
}

test('asks for a newer version than it has, and reports only changes', async () => {
	const { seen, settled, stop } = scripted([order(2), order(2), order(4)]);
	await settled;
	assert.equal(seen.changes, [2, 4]);
	assert.equal(
		seen.paths,
		[1, 2, 2, 4].map((v) => `/pay/ABC/state?after=${v}`),
	);
	stop();
});

test('ends with the order', async () => {
	const { seen, settled } = scripted([order(2), order(3, 'issued')]);
	await settled;
	assert.equal(seen.changes, [2, 3]);
	assert.is(seen.paths.length, 2);
});

test('waits longer after each fault, and briefly again after an answer', async () => {
	const { seen, settled, stop } = scripted([503, 503, 503, order(2), 503]);
	await settled;
	assert.equal(seen.pauses, [1000, 2000, 4000, 1000]);
	stop();
});

test('stops at an order that this browser may not read', async () => {
	const { seen } = scripted([404]);
	await new Promise((done) => setTimeout(done));
	assert.is(seen.paths.length, 1);
});

test('a page that wakes polls at once, although a request still hangs', async () => {
	const { seen, settled, stop, wake } = scripted([order(2)]);
	await settled;
	assert.is(seen.paths.length, 2);
	wake();
	await new Promise((done) => setTimeout(done));
	assert.is(seen.paths.length, 3);
	assert.equal(seen.pauses, []);
	stop();
});

test('reports nothing after it is stopped', async () => {
	const { seen, stop } = scripted([order(2)]);
	stop();
	await new Promise((done) => setTimeout(done));
	assert.equal(seen.changes, []);
});

test.run();
