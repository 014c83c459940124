import { and, eq, lte, notExists } from 'drizzle-orm';
import type { Logger } from 'pino';
import { type EventState, failuresOf, readEventState } from '#shared/chain/state/event-state.ts';
import { readRegistry } from '#shared/chain/state/read-registry-config.ts';
import type { Authority } from '#shared/chain/submit/authorise.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import type { Clock } from '#shared/clock.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import type { Tier } from '#shared/contract/event.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import { registryArgs } from '#shared/contract/registry-args.ts';
import type { PassaError } from '#shared/errors.ts';
import { type ChannelAccounts, callWrite } from '#shared/service/channel-accounts.server.ts';
import type { Database } from '../models/schema.ts';
import { events, quotaReturns, tiers } from '../models/tiers.ts';
import { type Selling, type UnsoldReason, unsoldBecause } from '../orders/price.ts';
import { type RolesRefused, rolesRefused } from './refused-roles.ts';

export type Allocating = {
	db: Database;
	chain: Chain;
	registry: string;
	relayer: Authority;
	/** Accounts that submit: an event's tiers are set aside side by side. */
	channels: ChannelAccounts;
	/** What decides whether a tier is sold for shillings. */
	selling: Selling;
	/**
	 * Events with a tier that is not sold at this rate, or by these rails. This process skips them, since neither changes
	 * while it runs. A process with others checks them again.
	 */
	unsold: Set<string>;
	/** Why the registry takes no call of the relayer; this process logs it once. */
	held: { because: RolesRefused | null };
	clock: Clock;
	log: Logger;
};

/** An event's seats that are not set aside so far, and its tiers that get none at this rate or by these rails. */
export type MissingQuota = { seats: Seats[]; unsold: number[] };
type Seats = { tier: number; n: number };

const rounds = 3;
/** The most that our counters can hold; an organizer may have named more. */
const mostSeats = 2_147_483_647;

/**
 * Seats of the organizer's quota for fiat buyers that are not set aside yet, as far as wallets have left any. Tiers that
 * nobody can pay for in shillings get none: `unsoldBecause` says why.
 */
export function missingSeats(
	{ terms, counters }: Pick<EventState, 'terms' | 'counters'>,
	selling: Selling,
	now: Date,
): MissingQuota {
	const missing: MissingQuota = { seats: [], unsold: [] };
	if (counters.cancelled) return missing;
	for (const [i, tier] of terms.tiers.entries()) {
		const { capacity, fiat_quota } = tier;
		const { sold, fiatSold, fiatAllocated } = counters.tiers[i]!;
		const left = capacity - (sold - fiatSold) - fiatAllocated;
		const n = Math.min(Math.min(fiat_quota, mostSeats) - fiatAllocated, left);
		if (n <= 0) continue;
		const unsold = unsoldBecause(pricedAs(tier), selling, now);
		if (unsold === null || unsold === 'SALE_NOT_OPEN') missing.seats.push({ tier: i, n });
		else if (mayReturn(unsold)) missing.unsold.push(i);
	}
	return missing;
}

const pricedAs = ({ face, price, opens_at, closes_at }: Tier) => ({
	faceCurrency: face.currency,
	faceAmount: face.amount,
	price,
	opensAt: opens_at,
	closesAt: closes_at,
});

/** Whether another rate, or another rail, may sell such a tier. The others are over. */
export const mayReturn = (unsold: UnsoldReason): boolean =>
	unsold === 'PRICE_OFF_RATE' || unsold === 'OVER_PAYMENT_LIMIT';

/**
 * Sets the quotas of new events aside, once. It reads the chain first, so a process that was killed finds its earlier
 * calls there. The quota refuses a call that comes twice.
 */
export async function allocateQuotas(options: Allocating): Promise<void> {
	const { db, unsold, log } = options;
	const all = await db.select().from(events).where(eq(events.allocated, false)).orderBy(events.no);
	const found = all.filter((each) => !unsold.has(each.event));
	if (found.length === 0 || (await isRefused(options))) return;
	for (const { event, no } of found) {
		// A failing event must not block the others.
		const done = await allocateEvent(options, event, no).catch((error) => {
			log.warn({ event, no, err: error }, 'the quota for fiat buyers cannot be set aside yet');
			return false;
		});
		if (done) log.info({ event, no }, 'the quota for fiat buyers is set aside');
	}
}

/** Whether the registry takes no call of the relayer now. */
export async function isRefused(
	options: Pick<Allocating, 'chain' | 'registry' | 'relayer' | 'held' | 'log'>,
): Promise<boolean> {
	const { chain, registry, relayer, held, log } = options;
	const because = rolesRefused(await readRegistry(chain.rpcUrl, registry), { relayer: relayer.publicKey() });
	if (because !== held.because)
		log.error(
			{ because },
			because ? 'registry refuses relayer calls' : 'registry accepts relayer calls again',
		);
	held.because = because;
	return because !== null;
}

/** Whether the whole quota is set aside now; nothing is of an event that is cancelled. */
async function allocateEvent(options: Allocating, event: string, no: number): Promise<boolean> {
	const { db, chain, selling, clock, log } = options;
	for (let round = 0; ; round++) {
		const state = await readEventState(chain.rpcUrl, event);
		const { seats, unsold: tiers } = missingSeats(state, selling, new Date(clock.now()));
		if (seats.length === 0 || round === rounds) {
			const done = seats.length === 0 && tiers.length === 0;
			await keep(db, event, state, done);
			if (seats.length > 0 || done) return done;
			options.unsold.add(event);
			log.warn({ event, no, tiers }, 'tiers not sold for shillings: price off rate or above limit');
			return false;
		}
		await allocateAll(options, event, seats, failuresOf(event, state));
	}
}

/** A refused call, e.g. because wallets bought the last seats meanwhile, is tried again later. */
async function allocateAll(
	{ chain, registry, relayer, channels, log }: Allocating,
	event: string,
	todo: Seats[],
	failures: FailuresOfContracts,
) {
	const work = (seats: Seats) => {
		const operation = contractCall(registry, 'allocate', registryArgs('allocate', { event, ...seats }));
		return channels
			.submit(callWrite(chain, operation, { signers: [relayer], failures }))
			.catch(({ code, message }: PassaError) => log.warn({ event, code, message }, 'seats not set aside'));
	};
	await Promise.all(todo.map(work));
}

async function keep(
	db: Database,
	event: string,
	{ counters, terms, ledger }: EventState,
	allocated: boolean,
): Promise<void> {
	await db.transaction(async (tx) => {
		for (const i of terms.tiers.keys()) {
			const isTier = and(eq(tiers.event, event), eq(tiers.tier, i));
			// Seats on their way back are out of the count already: see `quotaReturns`.
			const returns = tx
				.select({ n: quotaReturns.n })
				.from(quotaReturns)
				.where(and(eq(quotaReturns.event, event), eq(quotaReturns.tier, i)));
			await tx
				.update(tiers)
				.set({ allocated: counters.tiers[i]!.fiatAllocated, allocatedLedger: ledger })
				.where(and(isTier, lte(tiers.allocatedLedger, ledger), notExists(returns)));
		}
		if (allocated) await tx.update(events).set({ allocated }).where(eq(events.event, event));
	});
}
