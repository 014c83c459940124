/**
 * A worker: 100 streams of 50 channels, and 20 sockets that subscribe and leave 50 times a second, until the caller
 * ends it. `workerData`: `{url, event}`. Posts a message once all are connected.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';

const streams = 100;
const channelsAStream = 50;
const sockets = 20;
const leavesASecond = 50;

const { url, event } = workerData as { url: string; event: string };
let order = 0;
const nextOrder = (): string => `order:${event}:${order++}`;

const opened = Array.from({ length: streams }, async () => {
	const query = Array.from({ length: channelsAStream }, () => `channel=${nextOrder()}`).join('&');
	const { body } = await fetch(`${url}/live?${query}`);
	void body!.pipeTo(new WritableStream());
});
for (let i = 0; i < sockets; i++) {
	const socket = new WebSocket(`${url.replace('http', 'ws')}/live`);
	opened.push(new Promise((done) => socket.once('open', () => done())));
	socket.on('message', () => {});
	socket.once('open', () =>
		setInterval(() => {
			const channel = nextOrder();
			socket.send(JSON.stringify({ op: 'subscribe', channel }));
			socket.send(JSON.stringify({ op: 'unsubscribe', channel }));
		}, 1000 / leavesASecond),
	);
}
await Promise.all(opened);
parentPort!.postMessage('connected');
