import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { oneAtATime } from './one-at-a-time.ts';

test('a burst of calls makes two runs, and the last call is not missed', async () => {
	let runs = 0;
	let now = 0;
	const seen: number[] = [];
	const call = oneAtATime(async () => {
		runs++;
		const read = now;
		await Promise.resolve();
		seen.push(read);
	});
	const all = [];
	for (now = 1; now <= 100; now++) all.push(call());
	now = 100;
	await Promise.all(all);
	assert.is(runs, 2);
	assert.is(seen.at(-1), 100);
	await call();
	assert.is(runs, 3);
});

test('failed work runs again at the next call', async () => {
	let runs = 0;
	const call = oneAtATime(async () => {
		runs++;
		throw new Error('away');
	});
	await call();
	await call();
	assert.is(runs, 2);
});

test.run();
