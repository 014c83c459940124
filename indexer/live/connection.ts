import { type Clock, steadyClock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Authorise } from './authorise.ts';
import type { Hub } from './hub.ts';
import type { ServerMessage } from './messages.ts';
import { connectionRate, Pace } from './pace.ts';

/** Where a connection writes. `backlog` is what the client has not received yet, in bytes. */
export type Wire = {
	write(message: ServerMessage): void;
	backlog(): number;
	drop(why: 'slow' | 'stopping'): void;
};

export type ConnectionOptions = {
	hub: Hub;
	wire: Wire;
	authorise: Authorise;
	token: string | null;
	/** The pace that it shares with others of its network. */
	networkPace: Pace;
	clock?: Clock;
};

/** `leave` is null until the hub has answered. `timer` ends it with its session. */
type Subscription = { leave: (() => void) | null; timer: NodeJS.Timeout | null };

export const maxChannels = 50;
/** A client with more unread bytes is disconnected. It resumes from the last number it saw. */
export const maxBacklogBytes = 1_000_000;
export const heartbeatMilliseconds = 15_000;
/** When to try again after a fault of ours. */
const faultSeconds = 5;

/** One listener, over a WebSocket or server-sent events: its channels, its heartbeat, its end. */
export class Connection {
	readonly #hub: Hub;
	readonly #wire: Wire;
	readonly #authorise: Authorise;
	#token: string | null;
	/** Each channel's newest subscription. */
	readonly #current = new Map<string, Subscription>();
	/** All of `#current`, and subscriptions that ended before the hub answered. */
	readonly #open = new Set<Subscription>();
	readonly #paces: Pace[];
	readonly #heartbeat: NodeJS.Timeout;
	readonly #end = new AbortController();

	constructor({ hub, wire, authorise, token, networkPace, clock = steadyClock }: ConnectionOptions) {
		this.#hub = hub;
		this.#wire = wire;
		this.#authorise = authorise;
		this.#token = token;
		this.#paces = [new Pace(connectionRate, clock), networkPace];
		this.#heartbeat = setInterval(
			() => this.#send({ type: 'ping', ledger: hub.ledger }),
			heartbeatMilliseconds,
		);
	}

	/** The token by which later subscriptions are authorised. */
	setToken(token: string): void {
		this.#token = token;
	}

	/**
	 * Each call makes a subscription of its own, so a client that subscribes and unsubscribes faster than the database
	 * answers leaves none behind. A subscription counts against the limit until the hub has answered it.
	 */
	async subscribe(channel: string, since: number | null): Promise<void> {
		if (this.#end.signal.aborted || this.#current.has(channel)) return;
		if (this.#open.size >= maxChannels) {
			const message = `at most ${maxChannels} channels a connection`;
			this.fail(channel, new PassaError('TOO_MANY_CHANNELS', message));
			return;
		}
		const mine: Subscription = { leave: null, timer: null };
		this.#current.set(channel, mine);
		this.#open.add(mine);
		const wanted = (): boolean => this.#current.get(channel) === mine;
		try {
			// Its own pace comes first, so a fast listener does not use up the turns of others on its network.
			for (const pace of this.#paces) {
				await pace.turn(this.#end.signal);
				if (!wanted()) return;
			}
			const endsAt = await this.#authorise(channel, this.#token);
			if (!wanted()) return;
			const leave = await this.#hub.subscribe(channel, since, (message) => {
				if (!wanted()) return;
				if (endsAt !== null && Date.now() >= endsAt) this.#endSession(channel);
				else this.#send(message);
			});
			if (!wanted()) return leave();
			mine.leave = leave;
			if (endsAt !== null) mine.timer = setTimeout(() => this.#endSession(channel), endsAt - Date.now());
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
		if (subscription.timer) clearTimeout(subscription.timer);
		if (!subscription.leave) return;
		subscription.leave();
		this.#open.delete(subscription);
	}

	/** The permission to see a channel ends with the session that gave it. */
	#endSession(channel: string): void {
		this.unsubscribe(channel);
		this.fail(channel, new PassaError('SESSION_ENDED', 'your session has ended: subscribe with a new token'));
	}

	/** Sends an error. Only our own errors show their text: others may hold internals. */
	fail(channel: string | null, error: unknown): void {
		const known = error instanceof PassaError;
		const code = known ? error.code : 'UNAVAILABLE';
		const message = known ? error.message : 'this channel is not available now; try again';
		const retryAfter = known ? error.detail.retryAfter : faultSeconds;
		const wait = typeof retryAfter === 'number' ? { retryAfter } : {};
		this.#send({ type: 'error', channel, code, message, ...wait });
	}

	stop(): void {
		this.#wire.drop('stopping');
		this.close();
	}

	close(): void {
		this.#end.abort();
		clearInterval(this.#heartbeat);
		for (const channel of [...this.#current.keys()]) this.unsubscribe(channel);
	}

	#send(message: ServerMessage): void {
		if (this.#end.signal.aborted) return;
		if (this.#wire.backlog() > maxBacklogBytes) {
			this.#wire.drop('slow');
			this.close();
			return;
		}
		this.#wire.write(message);
	}
}
