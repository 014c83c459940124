import { PassaError } from '#shared/errors.ts';
import type { ServerMessage } from './messages.ts';

/** What a listener gets first, and the number of the channel's last message that it includes. */
export type ChannelState = { seq: number; messages: ServerMessage[] };

/** Reads a channel's state: its snapshot, or what came after `since`. */
export type ReadState = (name: string, since: number | null) => Promise<ChannelState>;

/** So many states are read side by side: the rest of the database's connections stay with the API. */
export const readsAtOnce = 3;
const maxWaiting = 5000;
const maxKept = 1000;

type Read = { begun: boolean; state: Promise<ChannelState> };

/**
 * Reads the states of channels for listeners. Listeners who come between two changes of a channel share one read, and
 * only a few reads run at once. So any number of listeners, however fast, does not slow the API.
 */
export class ChannelStates {
	readonly #read: ReadState;
	/** By channel, then by `since`. A read is here while no message followed it. */
	readonly #reads = new Map<string, Map<number | null, Read>>();
	readonly #waiting: (() => void)[] = [];
	#kept = 0;
	#running = 0;

	constructor(read: ReadState) {
		this.#read = read;
	}

	/**
	 * The channel's state after `since`, or its whole state if that is null. The caller already queues messages that
	 * are delivered from now on. Rejects with UNAVAILABLE if too many wait, and with what the read throws.
	 */
	async get(name: string, since: number | null): Promise<ChannelState> {
		const known = this.#reads.get(name)?.get(since);
		if (known) return known.state;
		if (this.#waiting.length >= maxWaiting) throw tooMany();
		if (this.#kept >= maxKept) this.forgetAll();
		const read: Read = { begun: false, state: this.#inTurn(() => this.#begin(read, name, since)) };
		const ofChannel = this.#reads.get(name) ?? new Map<number | null, Read>();
		this.#reads.set(name, ofChannel.set(since, read));
		this.#kept++;
		read.state.catch(() => {
			if (this.#reads.get(name)?.get(since) === read) this.#drop(name, since);
		});
		return read.state;
	}

	/**
	 * A message of the channel is delivered: a later listener did not get it, so the states before it are of no use. A
	 * read that has not begun stays, for it will include the message.
	 */
	forget(name: string): void {
		for (const [since, { begun }] of this.#reads.get(name) ?? []) if (begun) this.#drop(name, since);
	}

	/** A new ledger: its time changes what an event's snapshot says. */
	forgetAll(): void {
		for (const name of this.#reads.keys()) this.forget(name);
	}

	#drop(name: string, since: number | null): void {
		const ofChannel = this.#reads.get(name)!;
		if (ofChannel.delete(since)) this.#kept--;
		if (ofChannel.size === 0) this.#reads.delete(name);
	}

	#begin(read: Read, name: string, since: number | null): Promise<ChannelState> {
		read.begun = true;
		return this.#read(name, since);
	}

	async #inTurn<T>(read: () => Promise<T>): Promise<T> {
		// Also lets the caller keep this read before it begins.
		await new Promise<void>((turn) => {
			this.#waiting.push(turn);
			queueMicrotask(() => this.#next());
		});
		try {
			return await read();
		} finally {
			this.#running--;
			this.#next();
		}
	}

	#next(): void {
		if (this.#running >= readsAtOnce) return;
		const turn = this.#waiting.shift();
		if (!turn) return;
		this.#running++;
		turn();
	}
}

const tooMany = (): PassaError =>
	new PassaError('UNAVAILABLE', 'too many listeners are waiting; try again', {
		status: 503,
		detail: { retryAfter: 2 },
	});
