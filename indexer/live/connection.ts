import { PassaError } from '#shared/errors.ts';
import { type Authorise, parseChannel } from './channels.ts';
import type { Hub } from './hub.ts';
import type { ServerMessage } from './messages.ts';

/** Where a connection writes. `backlog` is what the client has not taken yet, in bytes. */
export type Wire = {
	write(message: ServerMessage): void;
	backlog(): number;
	drop(why: 'slow' | 'stopping'): void;
};

const mostChannels = 50;
/** A client that lags by more is dropped: it resumes from the last number it saw. */
export const mostBacklogBytes = 1_000_000;
export const heartbeatMilliseconds = 15_000;

/** One listener, over whatever wire: its channels, its heartbeat, its end. */
export class Connection {
	readonly #hub: Hub;
	readonly #wire: Wire;
	readonly #authorise: Authorise;
	readonly #token: string | null;
	readonly #leaving = new Map<string, () => void>();
	readonly #heartbeat: NodeJS.Timeout;
	#closed = false;

	constructor(hub: Hub, wire: Wire, authorise: Authorise, token: string | null) {
		this.#hub = hub;
		this.#wire = wire;
		this.#authorise = authorise;
		this.#token = token;
		this.#heartbeat = setInterval(
			() => this.#send({ type: 'ping', ledger: hub.ledger }),
			heartbeatMilliseconds,
		);
	}

	async subscribe(channel: string, since: number | null): Promise<void> {
		try {
			if (this.#closed || this.#leaving.has(channel)) return;
			if (this.#leaving.size >= mostChannels) {
				throw new PassaError('TOO_MANY_CHANNELS', `at most ${mostChannels} channels a connection`);
			}
			this.#leaving.set(channel, () => {});
			await this.#authorise(channel, this.#token);
			parseChannel(channel);
			const leave = await this.#hub.subscribe(channel, since, (message) => this.#send(message));
			if (this.#closed || !this.#leaving.has(channel)) leave();
			else this.#leaving.set(channel, leave);
		} catch (error) {
			this.#leaving.delete(channel);
			this.fail(channel, error);
		}
	}

	unsubscribe(channel: string): void {
		this.#leaving.get(channel)?.();
		this.#leaving.delete(channel);
	}

	/** Tells the client what went wrong, in words that are meant for it. */
	fail(channel: string | null, error: unknown): void {
		const known = error instanceof PassaError;
		const code = known ? error.code : 'UNAVAILABLE';
		const message = known ? error.message : 'this channel is not available now; try again';
		this.#send({ type: 'error', channel, code, message });
	}

	stop(): void {
		this.#wire.drop('stopping');
		this.close();
	}

	close(): void {
		this.#closed = true;
		clearInterval(this.#heartbeat);
		for (const leave of this.#leaving.values()) leave();
		this.#leaving.clear();
	}

	#send(message: ServerMessage): void {
		if (this.#closed) return;
		if (this.#wire.backlog() > mostBacklogBytes) {
			this.#wire.drop('slow');
			this.close();
			return;
		}
		this.#wire.write(message);
	}
}
