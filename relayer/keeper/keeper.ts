import type { Keypair, xdr } from '@stellar/stellar-sdk';
import { eq, gt, lte, or, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { call } from '#shared/chain/rpc.ts';
import { type Chain, signWith } from '#shared/chain/submit/invoke.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import type { ChannelAccounts } from '#shared/service/channel-accounts.server.ts';
import { type KeeperEventRow, keeperEvents } from '../models/keeper.ts';
import type { Database } from '../models/schema.ts';
import { type Archive, findChangedEvents, findMissingEvents } from './find-missing-events.ts';
import { keepAlive } from './keep-alive.ts';
import { amountsIn, isRefused, payoutWrite } from './payout-write.ts';
import {
	type Dues,
	earliest,
	type FailedPayees,
	fairly,
	nextTry,
	type Paid,
	type Payout,
	type Plan,
	planPayouts,
	type Rules,
	recordOutcome,
	retryEachAlone,
} from './plan-payouts.ts';
import { SettingPusher } from './push-settings.ts';
import { type EventCalls, readDues } from './read-dues.ts';
import { WalletRefunds } from './refund-wallets.ts';
import type { Remainder } from './remainder.ts';
import { scanChanges } from './scan-changes.ts';
import { settleRemainder } from './settle-remainders.ts';

export type KeeperOptions = {
	db: Database;
	chain: Chain;
	registry: string;
	sinceLedger: number;
	/** Accounts that pay out side by side. */
	channels: ChannelAccounts;
	/** Pays the rent of entries. */
	payer: Keypair;
	/** The least that is paid without waiting for more, in stroops of USDC. */
	minDue: bigint;
	/** Where events and orders of lost ledgers are listed. */
	archive: Archive | null;
	log: Logger;
	/** The versions of the event contract that this keeper knows; all of them unless given. */
	versions?: EventVersions;
};

/** For /metrics. Fees in stroops of XLM; `leastLeft` in ledgers. */
export type KeeperFacts = {
	lastLedger: number;
	payouts: number;
	failures: number;
	failing: number;
	eventsMissing: number;
	entriesLow: number;
	leastLeft: number | null;
	fees: { payout: bigint; extend: bigint; restore: bigint };
};

type Latest = { sequence: number; closeTime: string };
type Outcome = { payout: Payout; failed: boolean };

type Wait = { failures: number; notBefore: number };

const dayMs = 86_400_000;
const eventsAtOnce = 60;
/** What one event may cost in a round: so many calls, one at a time. The rest is due in the next round. */
const callsPerEvent = 4;
/** An event that cannot be read is read again in the next rounds; after so many it waits, longer each time. */
const readsAtOnce = 3;
const firstWaitMs = 5000;
const longestWaitMs = 600_000;

/**
 * Pays every payee and creator of every event soon after a sale, and keeps entries alive. Its list is in the relayer's
 * tables; what is due is arithmetic on the contract's totals. Killed at any point, or running twice, it pays nobody
 * twice.
 */
export class Keeper {
	readonly facts: KeeperFacts = {
		lastLedger: 0,
		payouts: 0,
		failures: 0,
		failing: 0,
		eventsMissing: 0,
		entriesLow: 0,
		leastLeft: null,
		fees: { payout: 0n, extend: 0n, restore: 0n },
	};
	readonly #options: KeeperOptions;
	readonly #rules: Rules;
	readonly #failedPayees: FailedPayees = new Map();
	/** How to call each event that was read last. */
	readonly #calls = new Map<string, EventCalls>();
	/** Events that could not be read: how often, and until when they wait. Their error is logged once. */
	readonly #unreadable = new Map<string, Wait>();
	readonly #refunds: WalletRefunds;
	readonly #settings: SettingPusher;
	#isListChecked = false;

	constructor(options: KeeperOptions) {
		this.#options = options;
		this.#refunds = new WalletRefunds(options);
		this.#settings = new SettingPusher(options);
		this.#rules = { minDue: options.minDue, smallMs: dayMs };
	}

	/** One round on the newest ledger: reads what changed, and pays it over all channels. The signal stops new payouts. */
	async round(signal: AbortSignal = new AbortController().signal): Promise<void> {
		const { db, chain } = this.#options;
		const latest = await this.#latest();
		if (latest.sequence === this.facts.lastLedger) return;
		const { cut } = await scanChanges({ ...this.#options, rpcUrl: chain.rpcUrl }, latest.sequence);
		const now = Number(latest.closeTime) * 1000;
		if (cut || !this.#isListChecked) await this.#checkList(new Date(now));
		const due = await db.select().from(keeperEvents).where(isDue(now)).orderBy(keeperEvents.no);
		const rows = due.filter(({ event }) => (this.#unreadable.get(event)?.notBefore ?? 0) <= now);
		for (let i = 0; i < rows.length && !signal.aborted; i += eventsAtOnce)
			await this.#payAll(rows.slice(i, i + eventsAtOnce), BigInt(latest.closeTime), signal);
		this.facts.lastLedger = latest.sequence;
		this.facts.failing = this.#failedPayees.size;
	}

	/** Extends entries, restores archived ones, and looks for events that are missing on the list. */
	async keepAlive(): Promise<void> {
		const { db, chain, registry, payer, archive, log, versions } = this.#options;
		const latest = await this.#latest();
		const now = new Date(Number(latest.closeTime) * 1000);
		await this.#checkList(now);
		await findChangedEvents({ ...this.#options, rpcUrl: chain.rpcUrl });
		const paying = { address: payer.publicKey(), sign: signWith(payer, chain.passphrase) };
		const deps = { db, chain, registry, payer: paying, archive, log, ...(versions ? { versions } : {}) };
		const kept = await keepAlive(deps, latest.sequence, now);
		this.facts.fees.extend += kept.extendFees;
		this.facts.fees.restore += kept.restoreFees;
		this.facts.entriesLow = kept.low;
		this.facts.leastLeft = kept.leastLeft;
	}

	/** Hands a changed cap or attribution key of the registry to the events that live. */
	async pushSettings(): Promise<void> {
		await this.#settings.round(new Date(Number((await this.#latest()).closeTime) * 1000));
	}

	#latest(): Promise<Latest> {
		return call(this.#options.chain.rpcUrl, 'getLatestLedger');
	}

	async #checkList(now: Date): Promise<void> {
		const { chain } = this.#options;
		this.facts.eventsMissing = await findMissingEvents({ ...this.#options, rpcUrl: chain.rpcUrl }, now);
		this.#isListChecked = true;
	}

	/** Reads these events' dues, pays them, and records when each is due again. */
	async #payAll(rows: KeeperEventRow[], closeTime: bigint, signal: AbortSignal): Promise<void> {
		const { db, chain, versions } = this.#options;
		const now = Number(closeTime) * 1000;
		const reading = await readDues(db, chain.rpcUrl, rows, closeTime, versions);
		const { ledger, dues, unreadable, calls, refunding, remainders } = reading;
		for (const [event, each] of calls) this.#calls.set(event, each);
		this.#recordUnreadable(unreadable, dues, now);
		const plans = dues.map((each) => ({
			event: each.event,
			...planPayouts(each, this.#failedPayees, now, this.#rules),
		}));
		const outcomes = await this.#payOver(
			plans.flatMap(({ payouts }) => payouts),
			now,
			signal,
		);
		for (const each of plans) await this.#finish(each, outcomes, ledger, now);
		for (const event of refunding) if (!signal.aborted) await this.#refundWallets(event, now);
		for (const left of remainders) if (!signal.aborted) await this.#settleRemainder(left, now);
	}

	/** One that failed is tried again later: the event may be frozen by USDC's issuer for long. */
	async #settleRemainder(left: Remainder, now: number): Promise<void> {
		if (!(await settleRemainder(this.#options, left, this.#calls.get(left.event)!))) return;
		const { db } = this.#options;
		const again = new Date(now + longestWaitMs);
		await db
			.update(keeperEvents)
			.set({ wakeAt: sql`least(${keeperEvents.wakeAt}, ${again}::timestamptz)` })
			.where(eq(keeperEvents.event, left.event));
	}

	/** The next round goes on if something is left. */
	async #refundWallets(event: string, now: number): Promise<void> {
		if (!(await this.#refunds.round(event, this.#calls.get(event)!))) return;
		const { db } = this.#options;
		await db
			.update(keeperEvents)
			.set({ wakeAt: new Date(now) })
			.where(eq(keeperEvents.event, event));
	}

	/**
	 * Payouts by all channels side by side; one channel has one transaction under way, and so has one event. An event
	 * with many calls, or slow ones, keeps no other waiting.
	 */
	async #payOver(payouts: Payout[], now: number, signal: AbortSignal): Promise<Map<Payout, Outcome>> {
		const outcomes = new Map<Payout, Outcome>();
		const queue = fairly(payouts, callsPerEvent);
		const busy = new Set<string>();
		const work = async () => {
			for (;;) {
				const i = queue.findIndex(({ event }) => !busy.has(event));
				if (i < 0 || signal.aborted) return;
				const [next] = queue.splice(i, 1) as [Payout];
				busy.add(next.event);
				outcomes.set(next, { payout: next, failed: !(await this.#pay(next, now)) });
				busy.delete(next.event);
			}
		};
		await Promise.all(this.#options.channels.keys.map(work));
		return outcomes;
	}

	/** Returns whether the call landed. If it did not, nothing is lost: the contract still has the dues. */
	async #pay(payout: Payout, now: number): Promise<boolean> {
		const { chain, channels, log } = this.#options;
		const { event, mask, creators } = payout;
		try {
			const { version, failures } = this.#calls.get(event)!;
			const operation = version.distribute(event, mask, creators);
			let simulated = nothing;
			const paying = (published: xdr.ContractEvent[]) => {
				simulated = amountsIn(published, event, version);
				return simulated;
			};
			const landed = await channels.submit(payoutWrite(chain, operation, failures, paying));
			const paid = landed.events ? amountsIn(landed.events, event, version) : simulated;
			recordOutcome(this.#failedPayees, payout, paid, now);
			this.facts.payouts++;
			this.facts.fees.payout += landed.fee;
			log.info({ event, mask, creators, ledger: landed.ledger, tx: landed.hash }, 'payees paid');
			return true;
		} catch (error) {
			this.facts.failures++;
			const { code, message } = error as { code?: string; message: string };
			if (code === 'NOBODY_PAID') recordOutcome(this.#failedPayees, payout, nothing, now);
			else if (isRefused(error)) retryEachAlone(this.#failedPayees, payout, now);
			log.warn({ event, mask, creators, code, message }, 'payout failed');
			return false;
		}
	}

	/** A landed payout publishes an event, so its contract is read again anyway. Only failures set a time here. */
	async #finish(
		{ event, payouts, smallSince, wakeAt }: Plan & { event: string },
		outcomes: Map<Payout, Outcome>,
		ledger: number,
		now: number,
	): Promise<void> {
		const times = payouts.map((payout) => {
			const outcome = outcomes.get(payout);
			return nextTry(this.#failedPayees, payout) ?? (outcome?.failed === false ? null : now);
		});
		await this.#options.db
			.update(keeperEvents)
			.set({
				readLedger: ledger,
				smallSince: dateOf(smallSince),
				wakeAt: dateOf(earliest([wakeAt, ...times])),
			})
			.where(eq(keeperEvents.event, event));
	}

	/** An event that cannot be read blocks no other one, stays due, and is logged once. */
	#recordUnreadable(unreadable: { event: string; error: unknown }[], readable: Dues[], now: number): void {
		for (const { event } of readable) this.#unreadable.delete(event);
		for (const { event, error } of unreadable) {
			const failures = (this.#unreadable.get(event)?.failures ?? 0) + 1;
			const more = failures - readsAtOnce;
			const wait = more < 0 ? 0 : Math.min(firstWaitMs * 2 ** Math.min(more, 10), longestWaitMs);
			this.#unreadable.set(event, { failures, notBefore: now + wait });
			if (failures > 1) continue;
			this.#options.log.error({ event, err: error }, 'this event cannot be read: its payees are not paid');
		}
	}
}

const nothing: Paid = { payees: [], creators: new Map() };

const isDue = (now: number) =>
	or(gt(keeperEvents.changedLedger, keeperEvents.readLedger), lte(keeperEvents.wakeAt, new Date(now)));

const dateOf = (time: number | null): Date | null => (time === null ? null : new Date(time));
