import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readClock } from './read-clock.ts';

/** A server that is `ahead` milliseconds before this device, and takes so long for each answer. */
function network(ahead: number, takes: number[]) {
	let time = 1_000_000;
	let asked = 0;
	const get = (async () => {
		const half = takes[asked++ % takes.length]! / 2;
		time += half;
		const now = time + ahead;
		time += half;
		return new Response(JSON.stringify({ items: [], now }));
	}) as typeof fetch;
	return { get, clock: () => time };
}

test('the quickest of some answers says how far the clock is off', async () => {
	const { get, clock } = network(600_000, [900, 40, 300]);
	assert.equal(await readClock(get, clock), { offset: 600_000, uncertainty: 20 });
});

test('a clock that is right is left as it is', async () => {
	const { get, clock } = network(0, [20]);
	assert.is((await readClock(get, clock))!.offset, 0);
});

test('no answer, a refusal and one without a time say nothing', async () => {
	const answers = [
		() => Promise.reject(new TypeError('no network')),
		async () => new Response('{}', { status: 503 }),
		async () => new Response(JSON.stringify({ now: 'soon' })),
	];
	for (const get of answers) assert.is(await readClock(get as typeof fetch), null);
});

test.run();
