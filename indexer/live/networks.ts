import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { networkRate, Pace } from './pace.ts';

/** A phone network puts many people behind one address, so this is high: it only bounds the memory. */
export const maxConnections = 2000;
const checkIdleMilliseconds = 60_000;

type Network = { connections: number; pace: Pace };

/** Counts this node's listeners by the network they come from, and spaces out what they subscribe to. */
export class Networks {
	readonly #clock: Clock;
	readonly #networks = new Map<string, Network>();
	#checkedIdleAt = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/**
	 * A listener comes from `network`. Returns the pace that its subscriptions share with the network's others, and how
	 * to leave. Throws TOO_MANY_CONNECTIONS (429).
	 */
	join(network: string): { pace: Pace; leave: () => void } {
		this.#forgetIdle();
		const mine = this.#networks.get(network) ?? { connections: 0, pace: new Pace(networkRate, this.#clock) };
		if (mine.connections >= maxConnections) throw tooMany();
		this.#networks.set(network, mine);
		mine.connections++;
		let left = false;
		return {
			pace: mine.pace,
			leave: () => {
				if (!left) mine.connections--;
				left = true;
			},
		};
	}

	/** Forgets networks without listeners whose pace is idle. A pace in use is kept: who reconnects gets no new turns. */
	#forgetIdle(): void {
		const now = this.#clock.now();
		if (now < this.#checkedIdleAt + checkIdleMilliseconds) return;
		this.#checkedIdleAt = now;
		for (const [name, { connections, pace }] of this.#networks) {
			if (connections === 0 && pace.isIdle) this.#networks.delete(name);
		}
	}
}

const tooMany = (): PassaError =>
	new PassaError('TOO_MANY_CONNECTIONS', 'too many listeners from your network; try again in a minute', {
		status: 429,
		detail: { retryAfter: 60 },
	});
