import type { Logger } from 'pino';
import { PassaError } from '#shared/errors.ts';
import type { Postgres } from '#shared/service/postgres.server.ts';
import { type Checkpoint, readCheckpoint } from '../models/checkpoint.ts';
import { chainOutbox, liveNotice, type Outbox, replay, type Sent } from '../models/outbox.ts';
import type { Database } from '../models/schema.ts';
import { platformOutbox, relayOutbox } from '../models/service-outbox.ts';
import { snapshotReadOf } from '../models/snapshot-read.ts';
import { secondsOf } from '../views/json-values.ts';
import { type ChannelState, ChannelStates } from './channel-states.ts';
import { findChannel, unknownChannel } from './channels.ts';
import type { ServerMessage } from './messages.ts';
import { deltaOf, mayLeave, OutboxReader } from './outbox-reader.ts';

/** Receives a listener's messages. */
export type Listener = (message: ServerMessage) => void;
/** A delta as every listener of its channel gets it. */
type Delivered = { seq: number; message: ServerMessage };
/** `queued` holds messages that come before the state is sent. */
type Subscription = { listener: Listener; seq: number; queued: Delivered[] | null };

/** A listener that missed more than this gets a new snapshot. */
const maxReplayed = 500;
const pollMilliseconds = 1000;

/**
 * Delivers every outbox's messages to listeners, in order, from any node. A notice only wakes it: it reads what it
 * sends from the outboxes, and also looks once a second, so a lost notice costs a second and no message.
 */
export class Hub {
	readonly #db: Database;
	readonly #log: Logger;
	readonly #readers: OutboxReader[];
	readonly #channels = new Map<string, Set<Subscription>>();
	readonly #states = new ChannelStates((name, since) => this.#readState(name, since));
	readonly #waiters = new Set<() => void>();
	readonly #stop: (() => Promise<void>)[] = [];
	#reading: Promise<void> | null = null;
	#again = false;
	#checkpoint: Checkpoint | null = null;

	constructor(db: Database, log: Logger) {
		this.#db = db;
		this.#log = log;
		this.#readers = [chainOutbox, relayOutbox, platformOutbox].map((o) => new OutboxReader(db, o, log));
	}

	async start(listen: Postgres<Record<string, never>>['listen']): Promise<void> {
		for (const reader of this.#readers) await reader.start();
		this.#checkpoint = await readCheckpoint(this.#db);
		const timer = setInterval(() => this.wake(), pollMilliseconds);
		this.#stop.push(
			listen(liveNotice, () => this.wake()),
			async () => clearInterval(timer),
		);
	}

	async stop(): Promise<void> {
		for (const each of this.#stop.splice(0)) await each().catch(() => {});
		await this.#reading;
	}

	get ledger(): number {
		return this.#checkpoint?.ledger ?? 0;
	}

	get checkpoint(): Checkpoint | null {
		return this.#checkpoint;
	}

	/** The network's time in Unix seconds. */
	get now(): bigint {
		return secondsOf(this.#checkpoint?.closedAt ?? new Date(0));
	}

	get listeners(): number {
		return [...this.#channels.values()].reduce((n, s) => n + s.size, 0);
	}

	/** Sends what is new. A call while it reads makes it read once more. */
	wake(): void {
		this.#again = true;
		this.#reading ??= this.#readAll().finally(() => {
			this.#reading = null;
			if (this.#again) this.wake();
		});
	}

	/** Resolves to true once the ledger is read, to false when the time is over first. */
	async waitForLedger(ledger: number, milliseconds: number): Promise<boolean> {
		const deadline = performance.now() + milliseconds;
		while (this.ledger < ledger) {
			const left = deadline - performance.now();
			if (left <= 0) return false;
			await this.#nextRead(left);
		}
		return true;
	}

	/**
	 * Sends a snapshot, or the deltas since `since`, and then each delta as it comes. Returns how to end it. Throws
	 * CHANNEL_UNKNOWN, or UNAVAILABLE before the start. The caller checks that the listener may see the channel.
	 */
	async subscribe(name: string, since: number | null, listener: Listener): Promise<() => void> {
		if (!findChannel(name)) throw unknownChannel(name);
		// Before the start it does not know where the outboxes are, so it could miss what comes after the snapshot.
		if (!this.#checkpoint) throw notStarted();
		const subscription: Subscription = { listener, seq: 0, queued: [] };
		const set = this.#channels.get(name) ?? new Set();
		this.#channels.set(name, set.add(subscription));
		const leave = () => {
			set.delete(subscription);
			if (set.size === 0 && this.#channels.get(name) === set) this.#channels.delete(name);
		};
		try {
			const { seq, messages } = await this.#states.get(name, since);
			for (const message of messages) listener(message);
			subscription.seq = seq;
			for (const delivered of subscription.queued ?? []) send(subscription, delivered);
			subscription.queued = null;
		} catch (error) {
			leave();
			throw error;
		}
		return leave;
	}

	/** A channel at one moment: what was missed since `since`, or else a snapshot. */
	#readState(name: string, since: number | null): Promise<ChannelState> {
		const { channel, params } = findChannel(name)!;
		const { outbox } = channel;
		return snapshotReadOf(this.#db)(async (tx) => {
			const seq = await outbox.channelHead(tx, name);
			const { ledger } = await readCheckpoint(tx);
			const sent = since === null ? null : await replay(tx, outbox, name, since, seq, maxReplayed);
			if (sent?.every((each) => mayLeave(outbox, each, this.#log)))
				return {
					seq,
					messages: [...sent.map(deltaOf), { type: 'resumed', channel: name, seq, ledger } as const],
				};
			const data = await channel.snapshot(tx, params);
			return { seq, messages: [{ type: 'snapshot', channel: name, seq, ledger, data }] };
		});
	}

	#nextRead(milliseconds: number): Promise<void> {
		return new Promise((done) => {
			const finish = () => {
				clearTimeout(timer);
				this.#waiters.delete(finish);
				done();
			};
			const timer = setTimeout(finish, milliseconds);
			this.#waiters.add(finish);
		});
	}

	async #readAll(): Promise<void> {
		while (this.#again) {
			this.#again = false;
			// An outbox that cannot be read does not hold up the others.
			const [checkpoint, ...reads] = await Promise.allSettled([
				readCheckpoint(this.#db),
				...this.#readers.map((reader) => reader.read((sent) => this.#deliver(reader.outbox, sent))),
			]);
			const failed = [checkpoint, ...reads].find((r) => r.status === 'rejected');
			if (failed) this.#log.warn({ err: failed.reason }, 'live: the database does not answer');
			if (reads.some((r) => r.status === 'fulfilled' && r.value)) this.#again = true;
			if (checkpoint.status === 'rejected') continue;
			if (checkpoint.value.ledger !== this.#checkpoint?.ledger) this.#states.forgetAll();
			this.#checkpoint = checkpoint.value;
			for (const waiter of [...this.#waiters]) waiter();
		}
	}

	#deliver(outbox: Outbox, sent: Sent): void {
		this.#states.forget(sent.channel);
		const subscriptions = this.#channels.get(sent.channel);
		if (!subscriptions || !mayLeave(outbox, sent, this.#log)) return;
		const delivered = { seq: sent.seq, message: deltaOf(sent) };
		for (const subscription of subscriptions) {
			if (subscription.queued) subscription.queued.push(delivered);
			else send(subscription, delivered);
		}
	}
}

const notStarted = (): PassaError =>
	new PassaError('UNAVAILABLE', 'this channel is not available now; try again', {
		status: 503,
		detail: { retryAfter: 1 },
	});

function send(subscription: Subscription, { seq, message }: Delivered): void {
	if (seq <= subscription.seq) return;
	subscription.seq = seq;
	subscription.listener(message);
}
