import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { networkRate, Pace } from './pace.ts';

/** Phones behind one address of a phone network are many people, so this only bounds the memory. */
export const maxConnections = 2000;
const sweepMilliseconds = 60_000;

type Network = { connections: number; pace: Pace };

/** Counts this node's listeners by the network they come from, and spaces out what they subscribe to. */
export class Networks {
	readonly #clock: Clock;
	readonly #networks = new Map<string, Network>();
	#swept = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/**
	 * A listener comes from `network`. Returns the pace that its subscriptions share with the network's others, and how
	 * to leave. Throws TOO_MANY_CONNECTIONS (429).
	 */
	join(network: string): { pace: Pace; leave: () => void } {
		this.#sweep();
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

	/** A network is forgotten once nobody is left and its pace is idle, so coming back at once gives no new turns. */
	#sweep(): void {
		const now = this.#clock.now();
		if (now < this.#swept + sweepMilliseconds) return;
		this.#swept = now;
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
