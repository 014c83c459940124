import type { OrderView as PayOrder } from '#relayer/client.ts';
import { isEnd, phaseOf, refreshSeconds } from './order-phase.ts';

const movingMs = 2000;
const restingMs = 30_000;
/** Browsers open six connections to one origin, and the page needs some of them. */
const atOnce = 3;

/** What watching needs of a browser; tests pass their own. */
type Environment = {
	/** An order's state; null if it cannot be read now, `gone` if this browser may not read it. */
	read(reference: string, signal: AbortSignal): Promise<PayOrder | 'gone' | null>;
	/** Ends early when the signal aborts. */
	pause(ms: number, signal: AbortSignal): Promise<void>;
	/** Calls back when the page is shown again, or the network returns. */
	onWake(callback: () => void, signal: AbortSignal): void;
	isShown(): boolean;
};

/**
 * Reports the orders of a list as they change, until nothing more can change or the returned function is called. An order
 * on its way is read every two seconds, one that only a person or a late payment moves every half minute, and all of them
 * when the page wakes. One page reads few at once, however long the list.
 */
export function watchOrders(
	references: readonly string[],
	onOrder: (reference: string, order: PayOrder | 'gone' | null) => void,
	environment: Environment = browser,
): () => void {
	const stopped = new AbortController();
	const open = new Map<string, PayOrder | null>(references.map((reference) => [reference, null]));
	let woken = new AbortController();
	environment.onWake(() => woken.abort(), stopped.signal);

	async function readOne(reference: string): Promise<void> {
		const order = await environment.read(reference, stopped.signal);
		if (stopped.signal.aborted) return;
		const before = open.get(reference);
		if (order === 'gone' || (order && isEnd(order))) open.delete(reference);
		else if (order) open.set(reference, order);
		const isNews = order === null ? before === null : order === 'gone' || order.version !== before?.version;
		if (isNews) onOrder(reference, order);
	}

	async function readAll(list: readonly string[]): Promise<void> {
		const left = [...list];
		const next = async (): Promise<void> => {
			for (let reference = left.shift(); reference; reference = left.shift()) await readOne(reference);
		};
		await Promise.all(Array.from({ length: atOnce }, next));
	}

	async function run(): Promise<void> {
		await readAll(references);
		for (let round = 1; open.size > 0 && !stopped.signal.aborted; round++) {
			woken = new AbortController();
			await environment.pause(movingMs, AbortSignal.any([stopped.signal, woken.signal]));
			if (stopped.signal.aborted || !environment.isShown()) continue;
			const all = woken.signal.aborted || round % (restingMs / movingMs) === 0;
			await readAll([...open].filter(([, order]) => all || isMoving(order)).map(([reference]) => reference));
		}
	}

	run();
	return () => stopped.abort();
}

/** Whether an order changes by itself, soon. One that could not be read may. */
const isMoving = (order: PayOrder | null): boolean => order === null || refreshSeconds(phaseOf(order)) === 3;

const browser: Environment = {
	async read(reference, signal) {
		const response = await fetch(`/pay/${reference}/state`, { signal }).catch(() => null);
		if (response?.status === 404) return 'gone';
		return response?.ok ? ((await response.json().catch(() => null)) as PayOrder | null) : null;
	},
	pause: (ms, signal) =>
		new Promise((done) => {
			const timer = setTimeout(end, ms);
			function end() {
				clearTimeout(timer);
				done();
			}
			if (signal.aborted) end();
			signal.addEventListener('abort', end, { once: true });
		}),
	onWake(callback, signal) {
		window.addEventListener('online', callback, { signal });
		document.addEventListener('visibilitychange', callback, { signal });
	},
	isShown: () => document.visibilityState === 'visible',
};
