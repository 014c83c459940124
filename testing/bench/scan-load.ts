/**
 * A worker: many gates that scan. It sends signed requests, as many at once or as many a second as it is told, and posts each
 * one's milliseconds from the moment at which it was due, and how many were admitted. `workerData`: ScanLoad.
 */
import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

export type SignedScan = { authorization: string; body: string };
/** `pace`: a second; null: always `atOnce` in flight. */
export type ScanLoad = { url: string; scans: SignedScan[]; atOnce: number; pace: number | null };
export type ScanTimes = { times: number[]; admitted: number; seconds: number };

const { url, scans, atOnce, pace } = workerData as ScanLoad;
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
const times: number[] = [];
let admitted = 0;

function send({ authorization, body }: SignedScan, due: number): Promise<void> {
	const from = Math.min(due, performance.now());
	const headers = { authorization, 'content-type': 'application/json', 'content-length': body.length };
	return new Promise((done, fail) => {
		const asked = request(url, { agent, method: 'POST', headers }, (answer) => {
			let text = '';
			answer.setEncoding('utf8').on('data', (part) => (text += part));
			answer.once('end', () => {
				times.push(performance.now() - from);
				if (answer.statusCode !== 200) fail(new Error(`a scan is answered by ${answer.statusCode}: ${text}`));
				if ((JSON.parse(text) as { answer: { success: boolean } }).answer.success) admitted++;
				done();
			});
		});
		asked.once('error', fail);
		asked.end(body);
	});
}

const begun = performance.now();
if (pace === null) {
	let next = 0;
	const gate = async () => {
		while (next < scans.length) await send(scans[next++]!, performance.now());
	};
	await Promise.all(Array.from({ length: atOnce }, gate));
} else {
	const all: Promise<void>[] = [];
	for (const [i, scan] of scans.entries()) {
		const due = begun + (i * 1000) / pace;
		const wait = due - performance.now();
		if (wait > 0) await new Promise((done) => setTimeout(done, wait));
		all.push(send(scan, due));
	}
	await Promise.all(all);
}
const seconds = (performance.now() - begun) / 1000;
agent.destroy();
parentPort!.postMessage({ times, admitted, seconds } satisfies ScanTimes);
