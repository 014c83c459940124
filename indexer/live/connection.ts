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

/** `leave` is null while it begins. */
type Subscription = { leave: (() => void) | null };

const maxChannels = 50;
/** A client that lags by more is dropped: it resumes from the last number it saw. */
export const maxBacklogBytes = 1_000_000;
export const heartbeatMilliseconds = 15_000;

/** One listener, over whatever wire: its channels, its heartbeat, its end. */
export class Connection {
	readonly #hub: Hub;
	readonly #wire: Wire;
	readonly #authorise: Authorise;
	readonly #token: string | null;
	/** What each channel's listener is now. */
	readonly #current = new Map<string, Subscription>();
	/** These, and those that were left before they had begun. */
	readonly #open = new Set<Subscription>();
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

	/**
	 * Each call has a token of its own: who comes and goes faster than the database answers leaves nothing behind, and
	 * what was begun counts against the limit until it has ended.
	 */
	async subscribe(channel: string, since: number | null): Promise<void> {
		if (this.#closed || this.#current.has(channel)) return;
		if (this.#open.size >= maxChannels) {
			const message = `at most ${maxChannels} channels a connection`;
			this.fail(channel, new PassaError('TOO_MANY_CHANNELS', message));
			return;
		}
		const mine: Subscription = { leave: null };
		this.#current.set(channel, mine);
		this.#open.add(mine);
		const wanted = (): boolean => this.#current.get(channel) === mine;
		try {
			await this.#authorise(channel, this.#token);
			parseChannel(channel);
			if (!wanted()) return;
			const leave = await this.#hub.subscribe(channel, since, (message) => {
				if (wanted()) this.#send(message);
			});
			if (wanted()) mine.leave = leave;
			else leave();
		} catch (error) {
			if (!wanted()) return;
			this.#current.delete(channel);
			this.fail(channel, error);
		} finally {
			if (!wanted()) this.#open.delete(mine);
		}
	}

	unsubscribe(channel: string): void {
		const subscription = this.#current.get(channel);
		if (!subscription) return;
		this.#current.delete(channel);
		if (!subscription.leave) return;
		subscription.leave();
		this.#open.delete(subscription);
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
		for (const { leave } of this.#current.values()) leave?.();
		this.#current.clear();
	}

	#send(message: ServerMessage): void {
		if (this.#closed) return;
		if (this.#wire.backlog() > maxBacklogBytes) {
			this.#wire.drop('slow');
			this.close();
			return;
		}
		this.#wire.write(message);
	}
}
