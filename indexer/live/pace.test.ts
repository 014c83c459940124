import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Clock } from '#shared/clock.ts';
import { maxConnections, Networks } from './networks.ts';
import { networkRate, Pace } from './pace.ts';

const test = suite('the pace of subscriptions');

/** A clock that only `sleep` moves. */
function stillClock(): Clock & { time: number } {
	const clock = {
		time: 1_000_000,
		now: () => clock.time,
		sleep: async (milliseconds: number) => {
			clock.time += milliseconds;
		},
	};
	return clock;
}
const { signal } = new AbortController();

test('lets a burst through at once, then spaces out', async () => {
	const clock = stillClock();
	const pace = new Pace({ burst: 5, perSecond: 10 }, clock);
	for (let i = 0; i < 5; i++) await pace.turn(signal);
	assert.is(clock.time, 1_000_000, 'five at once');
	for (let i = 0; i < 5; i++) await pace.turn(signal);
	assert.is(clock.time, 1_000_500, 'then ten a second');
	clock.time += 60_000;
	for (let i = 0; i < 5; i++) await pace.turn(signal);
	assert.is(clock.time, 1_060_500, 'a pause earns one burst, not more');
	await pace.turn(signal);
	assert.is(clock.time, 1_060_600);
});

test('refuses with the seconds to wait where the queue would be long', async () => {
	const clock = { now: () => 0, sleep: () => new Promise<void>(() => {}) };
	const pace = new Pace({ burst: 1, perSecond: 1 }, clock);
	const turns = Array.from({ length: 40 }, () => pace.turn(signal).catch((error) => error));
	const refused = await Promise.all(turns.slice(31));
	assert.equal(
		refused.map((e) => [e.code, e.status, e.detail.retryAfter]),
		Array(9).fill(['SUBSCRIBED_TOO_OFTEN', 429, 31]),
	);
});

test('counts the listeners of a network, and keeps its pace when some of them leave', async () => {
	const clock = stillClock();
	const networks = new Networks(clock);
	const joined = Array.from({ length: maxConnections }, () => networks.join('192.0.2.1'));
	assert.throws(
		() => networks.join('192.0.2.1'),
		(e: { code: string }) => e.code === 'TOO_MANY_CONNECTIONS',
	);
	assert.not.throws(() => networks.join('192.0.2.2'), 'the negative control: another network');
	joined[0]!.leave();
	joined[0]!.leave();
	const again = networks.join('192.0.2.1');
	assert.throws(() => networks.join('192.0.2.1'), undefined, 'leaving twice makes room once');
	for (let i = 0; i < networkRate.burst; i++) await again.pace.turn(signal);
	for (const { leave } of [...joined, again]) leave();
	const back = networks.join('192.0.2.1');
	assert.is(back.pace, again.pace, 'coming back gives no new burst');
	back.leave();
	clock.time += 120_000;
	assert.is.not(networks.join('192.0.2.1').pace, again.pace, 'after a pause it is forgotten');
});

test.run();
