import type { Config, Terms } from '#shared/contract/event.ts';
import type { PassaEvent, RawEvent } from '../events/decode.ts';
import { accounts } from '../state/accounting.ts';
import type { Hot } from '../state/counters.ts';

/** An event's whole state as its events alone tell it, and what in them breaks the contract's own rules. */
export type Retold = {
	config: Config;
	terms: Terms;
	hot: Omit<Hot, 'n' | 'log'>;
	paid: bigint[];
	/** Ids of the raw events that the rules forbid. */
	mispriced: string[];
	wrongTerms: string[];
	wrongPayouts: string[];
	lateSplits: string[];
	overSold: string[];
};

const sixteen = <T>(make: () => T): T[] => Array.from({ length: 16 }, make);

/** Tells the events again in order; null where the first is not `created`. */
export function retell(raw: RawEvent[], events: PassaEvent[]): Retold | null {
	const [first] = events;
	if (first?.name !== 'created') return null;
	const { config, terms } = first.payload;
	const told: Retold = {
		config,
		terms,
		hot: {
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
	for (const [i, event] of events.entries()) step(told, event, raw[i]!);
	return told;
}

type Of<N extends PassaEvent['name']> = Extract<PassaEvent, { name: N }>;

function step(told: Retold, event: PassaEvent, raw: RawEvent): void {
	switch (event.name) {
		case 'created':
		case 'moved':
			break;
		case 'splits_set':
			splits(told, event, raw);
			break;
		case 'allocated':
			tierOf(told, event.payload.tier).fiatAllocated = event.payload.fiat_allocated;
			seats(told, [event.payload.tier], raw);
			break;
		case 'sold':
			sold(told, event, raw);
			break;
		case 'settled':
			settled(told, event, raw);
			break;
		case 'paid':
			payouts(told, event, raw);
			break;
		default:
			event satisfies never;
	}
}

function splits(told: Retold, { payload }: Of<'splits_set'>, raw: RawEvent): void {
	if (told.hot.gross > 0n) told.lateSplits.push(raw.id);
	if (payload.terms_version !== told.terms.terms_version + 1) told.wrongTerms.push(raw.id);
	told.terms = { ...told.terms, payees: payload.payees, terms_version: payload.terms_version };
	told.hot.termsVersion = payload.terms_version;
	told.paid = payload.payees.map(() => 0n);
}

function sold(told: Retold, { payload }: Of<'sold'>, raw: RawEvent): void {
	if (payload.terms_version !== told.terms.terms_version) told.wrongTerms.push(raw.id);
	take(
		told,
		payload.orders.map(([, tier, qty]) => [tier, qty]),
		payload.total,
		raw,
	);
}

function settled(told: Retold, { payload }: Of<'settled'>, raw: RawEvent): void {
	const { items, lane, seq, served, total } = payload;
	const last = told.hot.lanes[lane];
	if (!last || seq !== last.seq + 1) told.wrongTerms.push(raw.id);
	told.hot.lanes[lane] = { seq, served };
	const bought = items.filter((_, i) => (served >> BigInt(i)) & 1n);
	for (const [, tier, qty] of bought) tierOf(told, tier).fiatSold += qty;
	take(
		told,
		bought.map(([, tier, qty]) => [tier, qty]),
		total,
		raw,
	);
}

/** Seats and money of one sale: each (tier, quantity) at its tier's price. */
function take(told: Retold, bought: [number, number][], total: bigint, raw: RawEvent): void {
	let price = 0n;
	for (const [tier, qty] of bought) {
		price += (told.terms.tiers[tier]?.price ?? 0n) * BigInt(qty);
		tierOf(told, tier).sold += qty;
	}
	if (price !== total) told.mispriced.push(raw.id);
	told.hot.gross += total;
	seats(
		told,
		bought.map(([tier]) => tier),
		raw,
	);
}

/** Both rails together never hold more seats than a tier has. */
function seats(told: Retold, tiers: number[], raw: RawEvent): void {
	for (const tier of tiers) {
		const { sold, fiatAllocated, fiatSold } = tierOf(told, tier);
		const capacity = told.terms.tiers[tier]?.capacity ?? 0;
		if (sold - fiatSold + fiatAllocated > capacity || fiatSold > fiatAllocated) told.overSold.push(raw.id);
	}
}

/** A payout is exactly what was due at its ledger's time. */
function payouts(told: Retold, { payload }: Of<'paid'>, raw: RawEvent): void {
	const due = accounts(booksOfTold(told), BigInt(Math.floor(Date.parse(raw.ledgerClosedAt) / 1000)));
	for (const [index, amount] of payload.payouts) {
		if (due[index]?.due !== amount) told.wrongPayouts.push(raw.id);
		told.paid[index] = (told.paid[index] ?? 0n) + amount;
	}
}

export const booksOfTold = ({ terms, hot, paid }: Pick<Retold, 'terms' | 'hot' | 'paid'>) => ({
	...hot,
	bps: terms.payees.map((p) => p.bps),
	paid,
	reserveBps: terms.policy.reserve_bps,
	releaseAt: terms.policy.release_at,
});

/** A tier that does not exist is counted nowhere; its sale is mispriced. */
const tierOf = (told: Retold, tier: number) =>
	told.hot.tiers[tier] ?? { sold: 0, fiatAllocated: 0, fiatSold: 0 };
