import { accounts } from '../accounting.ts';
import type { ReplayedState } from '../event-version.ts';
import type { PassaEvent } from '../passa-event.ts';
import type { RawEvent } from '../raw-event.ts';

const sixteen = <T>(make: () => T): T[] => Array.from({ length: 16 }, make);

/** Applies the events in order; null where the first is not `created`. */
export function replay(raw: RawEvent[], events: PassaEvent[]): ReplayedState | null {
	const [first] = events;
	if (first?.name !== 'created') return null;
	const { config, terms } = first.payload;
	const replayed: ReplayedState = {
		config,
		terms,
		counters: {
			status: 0,
			termsVersion: terms.terms_version,
			consents: 0,
			gross: 0n,
			refunded: 0n,
			topUps: 0n,
			commissions: 0n,
			tiers: sixteen(() => ({ sold: 0, fiatAllocated: 0, fiatSold: 0 })),
			lanes: sixteen(() => ({ seq: 0, served: 0n })),
		},
		paid: terms.payees.map(() => 0n),
		mispriced: [],
		wrongTerms: [],
		wrongPayouts: [],
		lateSplits: [],
		overSold: [],
	};
	for (const [i, event] of events.entries()) step(replayed, event, raw[i]!);
	return replayed;
}

type Of<N extends PassaEvent['name']> = Extract<PassaEvent, { name: N }>;

function step(replayed: ReplayedState, event: PassaEvent, raw: RawEvent): void {
	switch (event.name) {
		case 'created':
		case 'moved':
			break;
		case 'splits_set':
			splits(replayed, event, raw);
			break;
		case 'allocated':
			tierOf(replayed, event.payload.tier).fiatAllocated = event.payload.fiat_allocated;
			seats(replayed, [event.payload.tier], raw);
			break;
		case 'sold':
			sold(replayed, event, raw);
			break;
		case 'settled':
			settled(replayed, event, raw);
			break;
		case 'paid':
			payouts(replayed, event, raw);
			break;
		default:
			event satisfies never;
	}
}

function splits(replayed: ReplayedState, { payload }: Of<'splits_set'>, raw: RawEvent): void {
	if (replayed.counters.gross > 0n) replayed.lateSplits.push(raw.id);
	if (payload.terms_version !== replayed.terms.terms_version + 1) replayed.wrongTerms.push(raw.id);
	replayed.terms = { ...replayed.terms, payees: payload.payees, terms_version: payload.terms_version };
	replayed.counters.termsVersion = payload.terms_version;
	replayed.paid = payload.payees.map(() => 0n);
}

function sold(replayed: ReplayedState, { payload }: Of<'sold'>, raw: RawEvent): void {
	if (payload.terms_version !== replayed.terms.terms_version) replayed.wrongTerms.push(raw.id);
	addSale(
		replayed,
		payload.orders.map(([, tier, qty]) => [tier, qty]),
		payload.total,
		raw,
	);
}

function settled(replayed: ReplayedState, { payload }: Of<'settled'>, raw: RawEvent): void {
	const { items, lane, seq, served, total } = payload;
	const last = replayed.counters.lanes[lane];
	if (!last || seq !== last.seq + 1) replayed.wrongTerms.push(raw.id);
	replayed.counters.lanes[lane] = { seq, served };
	const bought = items.filter((_, i) => (served >> BigInt(i)) & 1n);
	for (const [, tier, qty] of bought) tierOf(replayed, tier).fiatSold += qty;
	addSale(
		replayed,
		bought.map(([, tier, qty]) => [tier, qty]),
		total,
		raw,
	);
}

/** Seats and money of one sale: each (tier, quantity) at its tier's price. */
function addSale(replayed: ReplayedState, bought: [number, number][], total: bigint, raw: RawEvent): void {
	let price = 0n;
	for (const [tier, qty] of bought) {
		price += (replayed.terms.tiers[tier]?.price ?? 0n) * BigInt(qty);
		tierOf(replayed, tier).sold += qty;
	}
	if (price !== total) replayed.mispriced.push(raw.id);
	replayed.counters.gross += total;
	seats(
		replayed,
		bought.map(([tier]) => tier),
		raw,
	);
}

/** Both rails together never hold more seats than a tier has. */
function seats(replayed: ReplayedState, tiers: number[], raw: RawEvent): void {
	for (const tier of tiers) {
		const { sold, fiatAllocated, fiatSold } = tierOf(replayed, tier);
		const capacity = replayed.terms.tiers[tier]?.capacity ?? 0;
		if (sold - fiatSold + fiatAllocated > capacity || fiatSold > fiatAllocated) replayed.overSold.push(raw.id);
	}
}

/** A payout is exactly what was due at its ledger's time. */
function payouts(replayed: ReplayedState, { payload }: Of<'paid'>, raw: RawEvent): void {
	const due = accounts(booksOf(replayed), BigInt(Math.floor(Date.parse(raw.ledgerClosedAt) / 1000)));
	for (const [index, amount] of payload.payouts) {
		if (due[index]?.due !== amount) replayed.wrongPayouts.push(raw.id);
		replayed.paid[index] = (replayed.paid[index] ?? 0n) + amount;
	}
}

const booksOf = ({ terms, counters, paid }: Pick<ReplayedState, 'terms' | 'counters' | 'paid'>) => ({
	...counters,
	bps: terms.payees.map((p) => p.bps),
	paid,
	reserveBps: terms.policy.reserve_bps,
	releaseAt: terms.policy.release_at,
});

/** A tier that does not exist is counted nowhere; its sale is mispriced. */
const tierOf = (replayed: ReplayedState, tier: number) =>
	replayed.counters.tiers[tier] ?? { sold: 0, fiatAllocated: 0, fiatSold: 0 };
