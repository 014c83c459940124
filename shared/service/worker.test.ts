import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '../clock.ts';
import { startWorker } from './worker.server.ts';

const test = suite('a worker');
const deps = { clock: systemClock, log: pino({ level: 'silent' }) };

const benches: (() => Promise<void>)[] = [];
test.after(async () => {
	for (const end of benches) await end();
});

/** Jobs that end when the test lets them; counts how many ran side by side. */
function bench(most: number) {
	const queue: string[] = [];
	const open = new Map<string, { end(): void; fail(): void }>();
	let peak = 0;
	let leases = 0;
	const worker = startWorker<string>(
		{
			name: 'test',
			most,
			async lease(limit) {
				leases += 1;
				return queue.splice(0, limit);
			},
			async nextAt() {
				return null;
			},
			run: (job) =>
				new Promise<void>((done, failed) => {
					open.set(job, { end: done, fail: () => failed(new Error(job)) });
					peak = Math.max(peak, open.size);
				}).finally(() => open.delete(job)),
		},
		deps,
	);
	benches.push(async () => {
		for (const job of open.values()) job.end();
		await worker.stop();
	});
	return { queue, open, worker, peak: () => peak, leases: () => leases };
}

const soon = async (is: () => boolean): Promise<void> => {
	for (let i = 0; i < 30_000 && !is(); i++) await new Promise((done) => setTimeout(done, 2));
	assert.ok(is());
};

test('does at most so many jobs at once, and a slow one delays no other', async () => {
	const b = bench(2);
	b.queue.push('slow', 'a', 'b', 'c');
	b.worker.wake();
	await soon(() => b.open.size === 2);
	for (const job of ['a', 'b', 'c']) {
		await soon(() => b.open.has(job));
		b.open.get(job)!.end();
	}
	await soon(() => b.open.size === 1 && b.open.has('slow'));
	assert.is(b.peak(), 2);
	b.open.get('slow')!.end();
	await b.worker.stop();
});

test('goes on after a job that failed, and sleeps when nothing is due', async () => {
	const b = bench(1);
	b.queue.push('bad', 'good');
	b.worker.wake();
	await soon(() => b.open.has('bad'));
	b.open.get('bad')!.fail();
	await soon(() => b.open.has('good'));
	b.open.get('good')!.end();
	await soon(() => b.open.size === 0);
	await new Promise((done) => setTimeout(done, 20));
	const leases = b.leases();
	await new Promise((done) => setTimeout(done, 100));
	assert.is(b.leases(), leases, 'no polling');
	await b.worker.stop();
});

test('finishes what it does when it is stopped, and takes nothing more', async () => {
	const b = bench(2);
	b.queue.push('last');
	b.worker.wake();
	await soon(() => b.open.has('last'));
	let stopped = false;
	const stop = b.worker.stop().then(() => {
		stopped = true;
	});
	b.queue.push('late');
	b.worker.wake();
	await new Promise((done) => setTimeout(done, 20));
	assert.not(stopped);
	b.open.get('last')!.end();
	await stop;
	assert.equal(b.queue, ['late']);
});

test.run();
