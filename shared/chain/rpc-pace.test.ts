import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '#shared/clock.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { Pace, pauseIn } from './rpc-pace.ts';

const test = suite('the pace of requests to a node');

/** Time passes only while somebody waits: the earliest sleeper wakes first. */
function virtualClock() {
	let now = 1_000_000;
	const sleepers: { at: number; wake: () => void }[] = [];
	return {
		now: () => now,
		sleep: (milliseconds: number) =>
			new Promise<void>((wake) => sleepers.push({ at: now + milliseconds, wake })),
		/** Runs until the work is done. Returns the milliseconds that passed. */
		async run(work: Promise<unknown>): Promise<number> {
			const begun = now;
			let done = false;
			work.then(
				() => (done = true),
				() => (done = true),
			);
			while (!done) {
				for (let i = 0; i < 20; i++) await Promise.resolve();
				await new Promise((next) => setImmediate(next));
				if (done) break;
				sleepers.sort((a, b) => a.at - b.at);
				const first = sleepers.shift();
				if (!first) continue;
				now = Math.max(now, first.at);
				first.wake();
			}
			return now - begun;
		},
	};
}

type Clock = ReturnType<typeof virtualClock>;

/** A node that takes so many requests within any second, after 20 ms each. Null: refused. */
function nodeOf(clock: Clock, perSecond: number) {
	const taken: number[] = [];
	const counts = { refused: 0 };
	const ask = async (): Promise<'answer' | null> => {
		const at = clock.now();
		const allowed = taken.filter((each) => each > at - 1000).length < perSecond;
		if (allowed) taken.push(at);
		else counts.refused++;
		await clock.sleep(20);
		return allowed ? 'answer' : null;
	};
	return { ask, counts };
}

async function paced(
	pace: Pace,
	ask: () => Promise<'answer' | null>,
	retryAfter: number | null,
): Promise<void> {
	for (;;) {
		const sentAt = await pace.turn(Number.POSITIVE_INFINITY);
		if (await ask()) return pace.answered(sentAt);
		pace.refused(sentAt, retryAfter);
	}
}

for (const retryAfter of [1000, null]) {
	test(`gets 100 answers at once from a node that allows 5 a second (Retry-After: ${retryAfter})`, async () => {
		const clock = virtualClock();
		const pace = new Pace(clock);
		const { ask, counts } = nodeOf(clock, 5);
		const work = Promise.all(Array.from({ length: 100 }, () => paced(pace, ask, retryAfter)));
		const passed = await clock.run(work);
		assert.ok(passed < 35_000, `${passed} ms, 20 000 at best`);
		// The first burst is refused for all but five; later ones are rare.
		assert.ok(counts.refused < 95 + 15, `${counts.refused} refused`);
		assert.ok(pace.rate > 2.5 && pace.rate < 7, `${pace.rate} a second`);
	});
}

test('a reader that drops eight parallel answers for one refusal never gets them (the control)', async () => {
	const clock = virtualClock();
	const { ask } = nodeOf(clock, 5);
	let got = false;
	const work = (async () => {
		for (let tries = 0; tries < 20 && !got; tries++) {
			got = (await Promise.all(Array.from({ length: 8 }, ask))).every((each) => each !== null);
			await clock.sleep(250);
		}
	})();
	await clock.run(work);
	assert.is(got, false);
});

test('is unbounded until a refusal, and rises again when there are no more', async () => {
	const clock = virtualClock();
	const pace = new Pace(clock);
	assert.is(pace.rate, Number.POSITIVE_INFINITY);
	assert.is(await clock.run(Promise.all(Array.from({ length: 1000 }, () => pace.turn(Infinity)))), 0);
	const strict = nodeOf(clock, 2);
	await clock.run(Promise.all(Array.from({ length: 10 }, () => paced(pace, strict.ask, 500))));
	assert.ok(pace.rate < 3);
	const open = nodeOf(clock, 100_000);
	const long = async () => {
		while (pace.rate !== Number.POSITIVE_INFINITY) await paced(pace, open.ask, null);
	};
	const passed = await clock.run(long());
	assert.ok(passed < 120_000, `${passed} ms`);
});

test('waits as long as the node asks, at most five minutes, and refuses at once what would come too late', async () => {
	const clock = virtualClock();
	const pace = new Pace(clock);
	pace.refused(await pace.turn(Infinity), 7000);
	assert.is((await clock.run(pace.turn(Infinity))) >= 7000, true);
	pace.refused(clock.now(), 3_600_000);
	assert.is(pace.wait, 300_000);
	assert.is(await codeOf(pace.turn(clock.now() + 30_000)), 'RPC_BUSY');
	const refused = await pace.turn(clock.now() + 30_000).catch((error) => error.detail.retryAfter);
	assert.is(refused, 300);
});

test('a clock that is set back by an hour stops no request (the control: with that clock it does)', async () => {
	const machine = Date.now;
	try {
		for (const [pace, stops] of [
			[new Pace(systemClock), true],
			[new Pace(), false],
		] as const) {
			Date.now = machine;
			await pace.turn(Number.POSITIVE_INFINITY);
			Date.now = () => machine() - 3_600_000;
			assert.is(pace.wait > 3_000_000, stops);
		}
	} finally {
		Date.now = machine;
	}
});

test('reads Retry-After in seconds and as a date, and takes nonsense for none', () => {
	const now = Date.parse('2026-11-28T12:00:00Z');
	assert.is(pauseIn('3', now), 3000);
	assert.is(pauseIn(' 0.5 ', now), 500);
	assert.is(pauseIn('Sat, 28 Nov 2026 12:00:09 GMT', now), 9000);
	assert.is(pauseIn('Sat, 28 Nov 2026 11:00:00 GMT', now), 0, 'a date that is over');
	assert.is(pauseIn('soon', now), null);
	assert.is(pauseIn('-5', now), null);
	assert.is(pauseIn(null, now), null);
});

test.run();
