import type { OrderView as PayOrder } from '#relayer/client.ts';
import { isEnd } from './order-phase.ts';

const firstWaitMs = 1000;
const longestWaitMs = 15_000;
/** A long poll that lasts longer is dead. */
const pollMs = 40_000;

/** What polling needs of a browser; tests pass their own. */
type Environment = {
	get(path: string, signal: AbortSignal): Promise<Pick<Response, 'ok' | 'status' | 'json'>>;
	/** Ends early when the signal aborts. */
	pause(ms: number, signal: AbortSignal): Promise<void>;
	/** Calls back when the page is shown again, or the network returns. */
	onWake(callback: () => void, signal: AbortSignal): void;
};

/**
 * Reports an order's changes by long polls, until nothing more can change or the returned function is called. M-Pesa's
 * prompt covers the browser on the buyer's own phone and silently kills its requests, so a page that wakes polls immediately.
 */
export function pollOrder(
	reference: string,
	version: number,
	onChange: (order: PayOrder) => void,
	environment: Environment = browser,
): () => void {
	const stopped = new AbortController();
	let woken = new AbortController();
	environment.onWake(() => woken.abort(), stopped.signal);

	async function poll(signal: AbortSignal): Promise<'end' | 'changed' | 'same'> {
		const response = await environment.get(`/pay/${reference}/state?after=${version}`, signal);
		// This browser may no longer read the order: polling again would not change that.
		if (response.status === 404) return 'end';
		if (!response.ok) throw new Error(`HTTP ${response.status}`);
		const order = (await response.json()) as PayOrder;
		if (stopped.signal.aborted) return 'end';
		if (order.version <= version) return isEnd(order) ? 'end' : 'same';
		version = order.version;
		onChange(order);
		return isEnd(order) ? 'end' : 'changed';
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
				// A server that answers immediately must not be polled in a tight loop.
				if (outcome === 'same') await environment.pause(firstWaitMs, ended);
			} catch {
				await environment.pause(wait, ended);
				wait = woken.signal.aborted ? firstWaitMs : Math.min(wait * 2, longestWaitMs);
			}
		}
	}

	run();
	return () => stopped.abort();
}

const browser: Environment = {
	get: (path, signal) => fetch(path, { signal: AbortSignal.any([signal, AbortSignal.timeout(pollMs)]) }),
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
	onWake(callback, signal) {
		window.addEventListener('online', callback, { signal });
		const shown = () => document.visibilityState === 'visible' && callback();
		document.addEventListener('visibilitychange', shown, { signal });
	},
};
