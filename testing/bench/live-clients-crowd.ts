/**
 * A worker: opens so many sockets on one channel, from several addresses of this machine, since a network is bounded. Each comes
 * back by itself when its server goes, with the last number it saw. `workerData`: `{url, channel, clients}`. Posts
 * `{type: 'all', milliseconds}` once all have the channel's state, at the start and after each return, and
 * `{type: 'delta', milliseconds}` once all have got a message: from the first client's to the last one's.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';

const addresses = 25;
const againMilliseconds = 200;

const { url, channel, clients } = workerData as { url: string; channel: string; clients: number };
const waiting = new Set(Array.from({ length: clients }, (_, client) => client));
let begun = performance.now();
let delta = { ledger: 0, from: 0, got: 0 };

type Message = { type: string; seq?: number; ledger: number; retryAfter?: number };

function open(client: number, since: number | null): void {
	const socket = new WebSocket(`${url}/live`, { localAddress: `127.0.1.${1 + (client % addresses)}` });
	let seen = since;
	const subscribe = () => {
		if (socket.readyState !== WebSocket.OPEN) return;
		socket.send(JSON.stringify({ op: 'subscribe', channel, ...(seen === null ? {} : { since: seen }) }));
	};
	socket.once('open', subscribe);
	socket.on('message', (data) => {
		const { type, seq, ledger, retryAfter } = JSON.parse(String(data)) as Message;
		if (retryAfter !== undefined) setTimeout(subscribe, retryAfter * 1000);
		if (seq !== undefined) seen = seq;
		if (type === 'delta') count(ledger);
		if (type === 'snapshot' || type === 'resumed' || type === 'delta') arrived(client);
	});
	socket.once('error', () => {});
	socket.once('close', () => {
		if (waiting.size === 0) begun = performance.now();
		waiting.add(client);
		setTimeout(() => open(client, seen), againMilliseconds);
	});
}

function arrived(client: number): void {
	if (!waiting.delete(client) || waiting.size > 0) return;
	parentPort!.postMessage({ type: 'all', milliseconds: performance.now() - begun });
}

/** The first message of a ledger to each client. */
function count(ledger: number): void {
	if (ledger > delta.ledger) delta = { ledger, from: performance.now(), got: 0 };
	if (ledger < delta.ledger || ++delta.got !== clients) return;
	parentPort!.postMessage({ type: 'delta', milliseconds: performance.now() - delta.from });
}

for (let client = 0; client < clients; client++) {
	open(client, null);
	// As people come: not all in the same moment.
	if (client % 50 === 49) await new Promise((done) => setTimeout(done, 20));
}
