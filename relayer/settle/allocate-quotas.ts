import { and, eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { type EventState, failuresOf, readEventState } from '#shared/chain/state/event-state.ts';
import type { Authority, Chain } from '#shared/chain/submit/invoke.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import { registryArgs } from '#shared/contract/registry-args.ts';
import { kesCurrency } from '#shared/currencies.ts';
import type { PassaError } from '#shared/errors.ts';
import { isFair } from '#shared/fair-price.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import { type ChannelAccounts, callWrite } from '#shared/service/channel-accounts.server.ts';
import type { Database } from '../models/schema.ts';
import { events, tiers } from '../models/tiers.ts';

export type Allocating = {
	db: Database;
	chain: Chain;
	registry: string;
	relayer: Authority;
	/** Accounts that submit: an event's tiers are set aside side by side. */
	channels: ChannelAccounts;
	rate: KesRate;
	/**
	 * Events with a tier whose price does not fit this rate. This process skips them, since its rate does not change. A
	 * process with another rate checks them again.
	 */
	offRate: Set<string>;
	log: Logger;
};

/** An event's seats that are not set aside so far, and its tiers that get none at this rate. */
export type Missing = { seats: Seats[]; offRate: number[] };
type Seats = { tier: number; n: number };

const rounds = 3;
/** The most that our counters can hold; an organizer may have named more. */
const mostSeats = 2_147_483_647;

/**
 * Seats of the organizer's quota for fiat buyers that are not set aside yet, as far as wallets have left any. Prices in
 * dollars get none, nor do prices in shillings that are not worth their USDC.
 */
export function missingSeats(
	{ terms, counters }: Pick<EventState, 'terms' | 'counters'>,
	rate: KesRate,
): Missing {
	const missing: Missing = { seats: [], offRate: [] };
	for (const [i, { capacity, fiat_quota, face, price }] of terms.tiers.entries()) {
		const { sold, fiatSold, fiatAllocated } = counters.tiers[i]!;
		const left = capacity - (sold - fiatSold) - fiatAllocated;
		const n = Math.min(Math.min(fiat_quota, mostSeats) - fiatAllocated, left);
		if (face.currency !== kesCurrency || n <= 0) continue;
		if (isFair({ price, face: face.amount }, rate)) missing.seats.push({ tier: i, n });
		else missing.offRate.push(i);
	}
	return missing;
}

/**
 * Sets the quotas of new events aside, once. It reads the chain first, so a process that was killed finds its earlier
 * calls there. The quota refuses a call that comes twice.
 */
export async function allocateQuotas(options: Allocating): Promise<void> {
	const { db, offRate, log } = options;
	const found = await db.select().from(events).where(eq(events.allocated, false)).orderBy(events.no);
	for (const { event, no } of found.filter((each) => !offRate.has(each.event))) {
		// A failing event must not block the others.
		const done = await allocateEvent(options, event, no).catch((error) => {
			log.warn({ event, no, err: error }, 'the quota for fiat buyers cannot be set aside yet');
			return false;
		});
		if (done) log.info({ event, no }, 'the quota for fiat buyers is set aside');
	}
}

/** Whether the whole quota is set aside now. */
async function allocateEvent(options: Allocating, event: string, no: number): Promise<boolean> {
	const { db, chain, rate, offRate, log } = options;
	for (let round = 0; ; round++) {
		const state = await readEventState(chain.rpcUrl, event);
		const { seats, offRate: tiers } = missingSeats(state, rate);
		if (seats.length === 0 || round === rounds) {
			const done = seats.length === 0 && tiers.length === 0;
			await keep(db, event, state, done);
			if (seats.length > 0 || done) return done;
			offRate.add(event);
			log.warn(
				{ event, no, tiers },
				'tiers whose price in USDC is not what their shillings are worth are not sold for shillings',
			);
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
	{ counters, terms }: EventState,
	allocated: boolean,
): Promise<void> {
	await db.transaction(async (tx) => {
		for (const i of terms.tiers.keys()) {
			await tx
				.update(tiers)
				.set({ allocated: counters.tiers[i]!.fiatAllocated })
				.where(and(eq(tiers.event, event), eq(tiers.tier, i)));
		}
		if (allocated) await tx.update(events).set({ allocated }).where(eq(events.event, event));
	});
}
