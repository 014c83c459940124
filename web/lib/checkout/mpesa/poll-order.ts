import type { OrderView as PayOrder } from '#relayer/client.ts';
import { isEnd } from './order-phase.ts';

const firstWaitMs = 1000;
const longestWaitMs = 15_000;
/** No long poll takes longer. */
const pollMs = 40_000;

type Means = {
	ask(path: string, signal: AbortSignal): Promise<Pick<Response, 'ok' | 'status' | 'json'>>;
	/** Ends early when the signal does. */
	pause(ms: number, signal: AbortSignal): Promise<void>;
	onWake(work: () => void, signal: AbortSignal): void;
};

/**
 * Hears of an order's changes by long polls, until it is at an end or `stop` is called. The prompt of M-Pesa covers the
 * browser on the buyer's own phone, and requests die under it without a word: what wakes the page asks again at once.
 */
export function follow(
	reference: string,
	version: number,
	heard: (order: PayOrder) => void,
	means: Means = browser,
): () => void {
	const stopped = new AbortController();
	let woken = new AbortController();
	means.onWake(() => woken.abort(), stopped.signal);

	async function poll(signal: AbortSignal): Promise<'end' | 'news' | 'same'> {
		const response = await means.ask(`/pay/${reference}/state?after=${version}`, signal);
		// Not ours any longer: asking again would not change it.
		if (response.status === 404) return 'end';
		if (!response.ok) throw new Error(`HTTP ${response.status}`);
		const order = (await response.json()) as PayOrder;
		if (stopped.signal.aborted) return 'end';
		if (order.version <= version) return isEnd(order) ? 'end' : 'same';
		version = order.version;
		heard(order);
		return isEnd(order) ? 'end' : 'news';
	}

	async function run(): Promise<void> {
		let wait = firstWaitMs;
		while (!stopped.signal.aborted) {
			woken = new AbortController();
			const ended = AbortSignal.any([stopped.signal, woken.signal]);
			try {
				const outcome = await poll(ended);
				if (outcome === 'end') return;
				wait = firstWaitMs;
				// So that a server that answers at once is not asked without end.
				if (outcome === 'same') await means.pause(firstWaitMs, ended);
			} catch {
				await means.pause(wait, ended);
				wait = woken.signal.aborted ? firstWaitMs : Math.min(wait * 2, longestWaitMs);
			}
		}
	}

	run();
	return () => stopped.abort();
}

const browser: Means = {
	ask: (path, signal) => fetch(path, { signal: AbortSignal.any([signal, AbortSignal.timeout(pollMs)]) }),
	pause: (ms, signal) =>
		new Promise((done) => {
			const end = () => {
				clearTimeout(timer);
				done();
			};
			const timer = setTimeout(end, ms);
			if (signal.aborted) end();
			signal.addEventListener('abort', end, { once: true });
		}),
	onWake(work, signal) {
		window.addEventListener('online', work, { signal });
		const seen = () => document.visibilityState === 'visible' && work();
		document.addEventListener('visibilitychange', seen, { signal });
	},
};
