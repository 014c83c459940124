/**
 * A worker: asks an address so many times a second, however long its answers take, and posts each one's milliseconds from the
 * moment at which it was due. `workerData`: `{url, aSecond, seconds}`.
 */
import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const { url, aSecond, seconds } = workerData as { url: string; aSecond: number; seconds: number };
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const times: number[] = [];

function ask(due: number): Promise<void> {
	// A timer may come a little early.
	const from = Math.min(due, performance.now());
	return new Promise((done, fail) => {
		const asked = request(url, { agent }, (answer) => {
			if (answer.statusCode !== 200) fail(new Error(`${url} answers ${answer.statusCode}`));
			answer.resume();
			answer.once('end', () => {
				times.push(performance.now() - from);
				done();
			});
		});
		asked.once('error', fail);
		asked.end();
	});
}

const begun = performance.now();
const all: Promise<void>[] = [];
for (let i = 0; i < aSecond * seconds; i++) {
	const due = begun + (i * 1000) / aSecond;
	const wait = due - performance.now();
	if (wait > 0) await new Promise((done) => setTimeout(done, wait));
	all.push(ask(due));
}
await Promise.all(all);
agent.destroy();
parentPort!.postMessage(times);
