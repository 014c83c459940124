import { createServer } from 'node:http';
import { parseStkCallback } from '#relayer/rails/mpesa/callback.ts';
import { openMpesa } from '#relayer/rails/mpesa/client.ts';
import { kesCents } from '#shared/money.ts';
import { type Behaviour, behaviours } from '../behaviours.ts';
import { startSimulator } from '../start-simulator.ts';

export const logins = {
	key: 'key',
	secret: 'secret',
	shortcode: '174379',
	passkey: 'passkey',
	initiatorPassword: 'password',
};

/** Client and simulator over HTTP, a listener for callbacks, and a clock that the test moves. */
export async function openSimulatorFixture(file?: string) {
	let now = Date.parse('2026-11-24T09:00:00Z');
	let waiting: { at: number; work: () => Promise<void> | void }[] = [];
	const clock = {
		now: () => now,
		after: (ms: number, work: () => Promise<void> | void) => void waiting.push({ at: now + ms, work }),
	};
	const received: { path: string; raw: Buffer }[] = [];
	const listener = createServer(async (request, response) => {
		const parts: Buffer[] = [];
		for await (const part of request) parts.push(part);
		received.push({ path: request.url!, raw: Buffer.concat(parts) });
		response.end('{"ResultCode":0,"ResultDesc":"Accepted"}');
	});
	await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
	const base = `http://127.0.0.1:${(listener.address() as { port: number }).port}`;
	const begin = () =>
		startSimulator({ host: '127.0.0.1', port: 0, logins, clock, ...(file ? { file } : {}) });
	let simulator = await begin();
	const settings = {
		...logins,
		baseUrl: simulator.url,
		initiator: 'passa',
		certificatePem: simulator.certificatePem,
		now: clock.now,
		timeoutMilliseconds: 300,
	};
	return {
		get simulator() {
			return simulator;
		},
		/** What waited in the old process is gone with it. */
		async restart() {
			await simulator.stop();
			waiting = [];
			simulator = await begin();
		},
		received,
		settings,
		mpesa: openMpesa(settings),
		urls: { resultUrl: `${base}/result`, timeoutUrl: `${base}/timeout` },
		base,
		now: clock.now,
		async pass(ms: number) {
			const end = now + ms;
			for (;;) {
				waiting.sort((a, b) => a.at - b.at);
				if (!waiting[0] || waiting[0].at > end) break;
				const next = waiting.shift()!;
				now = next.at;
				await next.work();
			}
			now = end;
		},
		push(behaviour: Behaviour, amount = 250_000n) {
			const phone = `2547990000${String(behaviours.indexOf(behaviour)).padStart(2, '0')}`;
			const callbackUrl = `${base}/stk`;
			return this.mpesa.push({ phone, amount: kesCents(amount), reference: 'P1', callbackUrl });
		},
		stk: () =>
			received.filter((each) => each.path === '/stk').map((each) => parseStkCallback(each.raw.toString())!),
		async close() {
			await simulator.stop();
			await new Promise((done) => listener.close(done));
		},
	};
}
