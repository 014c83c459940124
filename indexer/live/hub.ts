import type { Logger } from 'pino';
import type { Postgres } from '#shared/service/postgres.server.ts';
import { type Checkpoint, readCheckpoint } from '../models/checkpoint.ts';
import { channelHead, headOf, liveNotice, replay, type Sent, sentSince } from '../models/outbox.ts';
import type { Database } from '../models/schema.ts';
import { secondsOf } from '../views/wire.ts';
import { parseChannel, snapshotOf } from './channels.ts';
import type { Delta, ServerMessage } from './messages.ts';

/** Where a listener's messages go. */
export type Listener = (message: ServerMessage) => void;
type Subscription = { listener: Listener; seq: number; early: Sent[] | null };

const page = 500;
/** More than that is a new snapshot instead. */
const maxReplayed = 500;
const pollMilliseconds = 1000;

/**
 * Tells listeners what the outbox holds, in order, from any node. Notices only wake it: what it sends it reads, and
 * without notices it looks once a second.
 */
export class Hub {
	readonly #db: Database;
	readonly #log: Logger;
	readonly #channels = new Map<string, Set<Subscription>>();
	readonly #waiters = new Set<() => void>();
	readonly #stop: (() => Promise<void>)[] = [];
	#position = 0;
	#pumping: Promise<void> | null = null;
	#again = false;
	#checkpoint: Checkpoint | null = null;

	constructor(db: Database, log: Logger) {
		this.#db = db;
		this.#log = log;
	}

	async start(listen: Postgres<Record<string, never>>['listen']): Promise<void> {
		this.#position = await headOf(this.#db);
		this.#checkpoint = await readCheckpoint(this.#db);
		const timer = setInterval(() => this.wake(), pollMilliseconds);
		this.#stop.push(
			listen(liveNotice, () => this.wake()),
			async () => clearInterval(timer),
		);
	}

	async stop(): Promise<void> {
		for (const each of this.#stop.splice(0)) await each().catch(() => {});
		await this.#pumping;
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

	/** Sends what is new; calls meanwhile make it look once more. */
	wake(): void {
		this.#again = true;
		this.#pumping ??= this.#pump().finally(() => {
			this.#pumping = null;
			if (this.#again) this.wake();
		});
	}

	/** Whether the ledger is read within the time. */
	async waitForLedger(ledger: number, milliseconds: number): Promise<boolean> {
		const deadline = performance.now() + milliseconds;
		while (this.ledger < ledger) {
			const left = deadline - performance.now();
			if (left <= 0) return false;
			await this.#nextWake(left);
		}
		return true;
	}

	/** Snapshot or missed deltas first, then everything as it comes. Returns how to end it. */
	async subscribe(name: string, since: number | null, listener: Listener): Promise<() => void> {
		const channel = parseChannel(name);
		const subscription: Subscription = { listener, seq: 0, early: [] };
		const set = this.#channels.get(name) ?? new Set();
		this.#channels.set(name, set.add(subscription));
		const leave = () => {
			set.delete(subscription);
			if (set.size === 0 && this.#channels.get(name) === set) this.#channels.delete(name);
		};
		try {
			const begun = await this.#db.transaction(
				async (tx) => {
					const seq = await channelHead(tx, name);
					const { ledger } = await readCheckpoint(tx);
					const missed = since === null ? null : await replay(tx, name, since, seq, maxReplayed);
					return { seq, ledger, missed, data: missed ? null : await snapshotOf(tx, channel) };
				},
				{ isolationLevel: 'repeatable read', accessMode: 'read only' },
			);
			const { seq, ledger, missed, data } = begun;
			if (data) listener({ type: 'snapshot', channel: name, seq, ledger, data });
			for (const sent of missed ?? []) listener(delta(sent));
			if (missed) listener({ type: 'resumed', channel: name, seq, ledger });
			subscription.seq = seq;
			for (const sent of subscription.early ?? []) send(subscription, sent);
			subscription.early = null;
		} catch (error) {
			leave();
			throw error;
		}
		return leave;
	}

	#nextWake(milliseconds: number): Promise<void> {
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

	async #pump(): Promise<void> {
		while (this.#again) {
			this.#again = false;
			try {
				const [rows, checkpoint] = await Promise.all([
					sentSince(this.#db, this.#position, page),
					readCheckpoint(this.#db),
				]);
				for (const sent of rows) this.#deliver(sent);
				this.#position = rows.at(-1)?.id ?? this.#position;
				if (rows.length === page) this.#again = true;
				this.#checkpoint = checkpoint;
				for (const waiter of [...this.#waiters]) waiter();
			} catch (error) {
				this.#log.warn({ err: error }, 'live: the database does not answer');
				return;
			}
		}
	}

	#deliver(sent: Sent): void {
		for (const subscription of this.#channels.get(sent.channel) ?? []) {
			if (subscription.early) subscription.early.push(sent);
			else send(subscription, sent);
		}
	}
}

const delta = ({ channel, seq, ledger, payload }: Sent): ServerMessage => ({
	type: 'delta',
	channel,
	seq,
	ledger,
	data: payload as Delta,
});

function send(subscription: Subscription, sent: Sent): void {
	if (sent.seq <= subscription.seq) return;
	subscription.seq = sent.seq;
	subscription.listener(delta(sent));
}
