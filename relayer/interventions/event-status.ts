import { asc, desc, eq, inArray } from 'drizzle-orm';
import { call } from '#shared/chain/rpc.ts';
import { type EventState, failuresOf, readEventState } from '#shared/chain/state/event-state.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import { accounts } from '#shared/contract/accounting.ts';
import { booksOf } from '#shared/contract/books-of.ts';
import { flags } from '#shared/contract/event-v2/flags.ts';
import { supports } from '#shared/contract/supports.ts';
import { duesOfEvent } from '../keeper/read-dues.ts';
import { type GuardianActRow, guardianActs } from '../models/guardian-acts.ts';
import { type PayoutRequestRow, payoutRequests } from '../models/payout-requests.ts';
import type { Database, Reader } from '../models/schema.ts';
import { type EventRow, events } from '../models/tiers.ts';
import { closingOf } from '../settle/sales-closed.ts';
import type {
	EventStand,
	GuardianActView,
	OpenActView,
	PayoutRequestView,
	ReceiverView,
} from './intervention-schemas.ts';
import { probePayouts } from './probe-payouts.ts';
import { receiversOf } from './receivers.ts';

export type StandDeps = { db: Database; chain: Chain; relayer: { publicKey(): string } };

const most = 50;

/** `reader`: the person. An event as the chain shows it now, what its receivers are due and why not, and what support did about it. */
export async function eventStatus(
	deps: StandDeps,
	{ event, no, name }: Pick<EventRow, 'event' | 'no' | 'name'>,
	reader: string,
): Promise<EventStand> {
	const { db, chain } = deps;
	const { closeTime } = await call(chain.rpcUrl, 'getLatestLedger');
	const now = BigInt(closeTime);
	const state = await readEventState(chain.rpcUrl, event);
	const { terms, powers, counters, version } = state;
	const { release_at, reserve_bps } = terms.policy;
	return {
		...{ event, no, name, version: version.version },
		closed: closingOf(state, now).closed,
		paused: pausedBy(state),
		frozenUntil: timeOf(powers.frozenUntil),
		cancelledAt: counters.cancelled ? timeOf(powers.cancelledAt) : null,
		endsAt: timeOf(terms.ends_at)!,
		releaseAt: reserve_bps > 0 && now < release_at ? timeOf(release_at) : null,
		receivers: await receiverViews(deps, event, state, now),
		payouts: await payoutsOf(db, event),
		acts: await actsOf(db, event, reader),
	};
}

/** Whose pauses stand; each lifts their own. */
export const pausedBy = ({ counters, version }: EventState): EventStand['paused'] => ({
	organizer: supports(version.version, 'acts') && (counters.flags & flags.pausedByOrganizer) !== 0,
	registry: supports(version.version, 'acts') && (counters.flags & flags.pausedByRegistry) !== 0,
});

async function receiverViews(
	{ db, chain, relayer }: StandDeps,
	event: string,
	state: EventState,
	now: bigint,
): Promise<ReceiverView[]> {
	const addresses = state.terms.payees.map(({ address }) => String(address));
	const dues = await duesOfEvent(db, chain.rpcUrl, event, state, now);
	const calls = { version: state.version, failures: failuresOf(event, state) };
	const probing = { chain, source: relayer.publicKey(), event, calls };
	const probed = await probePayouts(probing, receiversOf(dues, addresses));
	const refusals = new Map(probed.map(({ payee, address, refusal }) => [payee ?? address, refusal]));
	const payees = accounts(booksOf(state), now).map(({ entitled, paid, due }, payee) => ({
		...{ payee, address: addresses[payee]!, refusal: refusals.get(payee) ?? null },
		...{ entitled: String(entitled), paid: String(paid), due: String(due) },
	}));
	// What a creator got is in the creator's own entry; here it matters only who waits for money.
	const creators = probed.flatMap(({ payee, address, due, refusal }) =>
		payee === null ? [{ payee, address, refusal, entitled: String(due), paid: '0', due: String(due) }] : [],
	);
	return [...payees, ...creators];
}

async function payoutsOf(db: Reader, event: string): Promise<PayoutRequestView[]> {
	const rows = await db
		.select()
		.from(payoutRequests)
		.where(eq(payoutRequests.event, event))
		.orderBy(desc(payoutRequests.createdAt))
		.limit(most);
	return rows.map(payoutView);
}

async function actsOf(db: Reader, event: string, reader: string): Promise<GuardianActView[]> {
	const rows = await db
		.select()
		.from(guardianActs)
		.where(eq(guardianActs.event, event))
		.orderBy(desc(guardianActs.createdAt))
		.limit(most);
	return rows.map((row) => actView(row, reader));
}

/** Acts that wait for a second person or for the guardian's wallet, the oldest first. */
export async function openActs(db: Reader, reader: string): Promise<OpenActView[]> {
	const rows = await db
		.select({ act: guardianActs, no: events.no, eventName: events.name })
		.from(guardianActs)
		.innerJoin(events, eq(events.event, guardianActs.event))
		.where(inArray(guardianActs.state, ['proposed', 'agreed']))
		.orderBy(asc(guardianActs.createdAt))
		.limit(most);
	return rows.map(({ act, no, eventName }) => ({ ...actView(act, reader), no, eventName }));
}

export const actView = (row: GuardianActRow, reader: string): GuardianActView => ({
	...{ id: row.id, event: row.event, act: row.act, hours: row.hours, state: row.state, note: row.note },
	...{ by: row.by, own: row.by === reader, secondBy: row.secondBy, signedBy: row.signedBy },
	...{ withdrawnBy: row.withdrawnBy, txHash: row.txHash },
	createdAt: row.createdAt.toISOString(),
	agreedAt: row.agreedAt?.toISOString() ?? null,
	endedAt: row.endedAt?.toISOString() ?? null,
});

export const payoutView = (row: PayoutRequestRow): PayoutRequestView => ({
	...{ id: row.id, payee: row.payee, state: row.state, by: row.by, note: row.note },
	...{ paid: row.paid, leftOut: row.leftOut, reason: row.reason, waitsFor: row.waitsFor },
	// A call that never landed proves nothing.
	txHash: row.state === 'paid' ? row.txHash : null,
	createdAt: row.createdAt.toISOString(),
	endedAt: row.endedAt?.toISOString() ?? null,
});

/** The end of the year 9999: a contract takes any u64. */
const farthest = 253_402_300_799n;
const timeOf = (seconds: bigint): string | null =>
	seconds === 0n ? null : new Date(Number(seconds > farthest ? farthest : seconds) * 1000).toISOString();
