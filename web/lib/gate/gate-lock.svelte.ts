import type { GateStore } from './gate-store.ts';
import {
	idleMs,
	mostWrong,
	noTries,
	oneMore,
	type Tries,
	unwrapKey,
	type WrappedKey,
	waitFor,
} from './pin-lock.ts';

/** What a PIN did. `over`: it was the last wrong one that a device bears. `early`: the next try is not due. */
export type PinOutcome = { kind: 'open'; key: CryptoKey } | { kind: 'wrong' | 'over' | 'early' };

/** The PIN lock of a gate's device. It counts in the browser's store, so a reload forgets no wrong PIN. */
export class GateLock {
	/** Nobody uses the gate until the PIN comes. */
	isLocked = $state(true);
	tries = $state.raw<Tries>(noTries);

	readonly #store: GateStore;
	#usedAt = Date.now();

	private constructor(store: GateStore) {
		this.#store = store;
	}

	static async open(store: GateStore): Promise<GateLock> {
		const lock = new GateLock(store);
		lock.tries = await store.tries();
		return lock;
	}

	/** Whether the last try that there was has been spent, perhaps in a page that was closed meanwhile. */
	get isOver(): boolean {
		return this.tries.wrong >= mostWrong;
	}

	/** Counts the try before it looks: a page that is closed meanwhile gets no free guess. */
	async tryPin(wrapped: WrappedKey, pin: string): Promise<PinOutcome> {
		const counted = await this.#store.changeTries((tries) =>
			waitFor(tries, Date.now()) > 0 ? tries : oneMore(tries, Date.now()),
		);
		const isEarly = counted.before.wrong === counted.after.wrong;
		this.tries = counted.after;
		if (isEarly) return { kind: 'early' };
		const key = await unwrapKey(wrapped, pin);
		if (!key) return { kind: this.isOver ? 'over' : 'wrong' };
		await this.reset();
		return { kind: 'open', key };
	}

	/** Opens it after the right PIN, or for a device that was enrolled just now. */
	async reset(): Promise<void> {
		this.tries = (await this.#store.changeTries(() => noTries)).after;
		this.isLocked = false;
		this.use();
	}

	use(): void {
		this.#usedAt = Date.now();
	}

	lockIfIdle(): void {
		if (Date.now() - this.#usedAt > idleMs) this.isLocked = true;
	}
}
