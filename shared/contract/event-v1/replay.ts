import { accounts } from '../accounting.ts';
import { booksOf } from '../books-of.ts';
import { noPowers, type ReplayedState } from '../event-version.ts';
import type { EventOf, PassaEvent } from '../passa-event.ts';
import type { RawEvent } from '../raw-event.ts';
import type { Run } from './replay-run.ts';
import { addOrder, move, settledOrder } from './replay-tickets.ts';

const sixteen = <T>(make: () => T): T[] => Array.from({ length: 16 }, make);

/** Applies the events in order; null if the first is not `created`. */
export function replay(raw: RawEvent[], events: PassaEvent[], event: string): ReplayedState | null {
	const [first] = events;
	if (first?.name !== 'created') return null;
	const state = initialState(first);
	for (const [i, each] of events.entries()) step(runAt(state, raw[i]!, event), each);
	return state;
}

const runAt = (state: ReplayedState, { id, txHash, ledgerClosedAt }: RawEvent, self: string): Run => ({
	state,
	self,
	now: BigInt(Math.floor(Date.parse(ledgerClosedAt) / 1000)),
	must(rule, holds) {
		if (!holds && state.broken[rule].at(-1) !== id) state.broken[rule].push(id);
	},
	moves(from, to, amount) {
		if (amount > 0n) state.movements.push({ event: id, txHash, from, to, amount });
	},
});

const initialState = ({ payload: { config, terms } }: EventOf<'created'>): ReplayedState => ({
	config: structuredClone(config),
	terms: structuredClone(terms),
	counters: {
		flags: 0,
		termsVersion: terms.terms_version,
		splitsVersion: terms.terms_version,
		consents: 0,
		relayerAt: 0n,
		gross: 0n,
		royalties: 0n,
		refunded: 0n,
		refundable: 0n,
		paid: 0n,
		topUps: 0n,
		shortfalls: 0n,
		commissions: 0n,
		creatorsPaid: 0n,
		overpaid: 0n,
		owed: 0n,
		complimentary: 0,
		cancelled: false,
		tiers: sixteen(() => ({ sold: 0, fiatAllocated: 0, fiatSold: 0 })),
		lanes: sixteen(() => ({ seq: 0, served: 0n })),
	},
	paid: terms.payees.map(() => 0n),
	powers: structuredClone(noPowers),
	creators: new Map(),
	owed: new Map(),
	treasuryOwed: 0n,
	orders: new Map(),
	moved: new Map(),
	listed: new Map(),
	movements: [],
	broken: {
		mispriced: [],
		wrongTerms: [],
		wrongPayouts: [],
		lateSplits: [],
		overSold: [],
		wrongCommissions: [],
		wrongRefunds: [],
		wrongResales: [],
		wrongPowers: [],
		wrongOwners: [],
	},
});

function step(run: Run, event: PassaEvent): void {
	if (event.name === 'splits_set') splits(run, event);
	else if (event.name === 'allocated') allocated(run, event);
	else if (event.name === 'sold') sold(run, event);
	else if (event.name === 'settled') settled(run, event);
	else if (event.name === 'paid') payouts(run, event);
	else if (event.name === 'moved') move(run, event);
	// Its decoder knows no other, and what is created is created once.
	else run.must('wrongTerms', event.name === 'created' && event.n === 1n);
}

function splits(run: Run, { payload: { payees, terms_version } }: EventOf<'splits_set'>): void {
	const { state } = run;
	run.must('lateSplits', state.counters.gross === 0n);
	run.must('wrongTerms', terms_version === state.terms.terms_version + 1);
	state.terms = { ...state.terms, payees, terms_version, splits_version: terms_version };
	state.counters.termsVersion = terms_version;
	state.counters.splitsVersion = terms_version;
	state.paid = payees.map(() => 0n);
}

function allocated(run: Run, { payload: { tier, fiat_allocated } }: EventOf<'allocated'>): void {
	const count = tierOf(run, tier);
	run.must('overSold', fiat_allocated <= (run.state.terms.tiers[tier]?.fiat_quota ?? 0));
	count.fiatAllocated = fiat_allocated;
	seats(run, tier);
}

function sold(run: Run, { payload: { buyer, orders, terms_version, total } }: EventOf<'sold'>): void {
	run.must('wrongTerms', terms_version === run.state.terms.terms_version);
	for (const [id, tier, qty] of orders) {
		const sells = run.state.terms.tiers[tier];
		run.must('wrongTerms', !!sells && run.now >= sells.opens_at && run.now < sells.closes_at);
		run.must('wrongTerms', !!sells && qty >= 1 && qty <= sells.per_order);
		addOrder(run, id, { owner: buyer, tier, qty, fiat: false });
	}
	addSale(
		run,
		orders.map(([, tier, qty]) => [tier, qty]),
		total,
	);
	run.moves(buyer, run.self, total);
}

function settled(run: Run, { payload }: EventOf<'settled'>): void {
	const { items, lane, seq, served, total } = payload;
	const { counters, config } = run.state;
	const last = counters.lanes[lane];
	run.must('wrongTerms', !!last && seq === last.seq + 1 && served >> BigInt(items.length) === 0n);
	if (last) counters.lanes[lane] = { seq, served };
	const bought: [number, number][] = [];
	let asked = 0n;
	for (const [i, item] of items.entries()) {
		if (!item) continue;
		const [owner, tier, qty] = item;
		asked += priceOf(run, tier) * BigInt(qty);
		if (!((served >> BigInt(i)) & 1n)) continue;
		tierOf(run, tier).fiatSold += qty;
		bought.push([tier, qty]);
		addOrder(run, settledOrder(lane, seq, i), { owner, tier, qty, fiat: true });
	}
	addSale(run, bought, total);
	// The treasury pays for all items; what bought nothing goes back in the same call.
	run.moves(config.treasury, run.self, asked);
	run.moves(run.self, config.treasury ?? '', asked - total);
}

/** Seats and money of one sale: each (tier, quantity) at its tier's price. */
function addSale(run: Run, bought: [number, number][], total: bigint): void {
	let price = 0n;
	for (const [tier, qty] of bought) {
		price += priceOf(run, tier) * BigInt(qty);
		tierOf(run, tier).sold += qty;
	}
	run.must('mispriced', price === total);
	run.state.counters.gross += total;
	for (const [tier] of bought) seats(run, tier);
}

/** Both rails together never hold more seats than a tier has. */
function seats(run: Run, tier: number): void {
	const { sold, fiatAllocated, fiatSold } = tierOf(run, tier);
	const capacity = run.state.terms.tiers[tier]?.capacity ?? 0;
	run.must('overSold', sold - fiatSold + fiatAllocated <= capacity && fiatSold <= fiatAllocated);
}

/** A payout is exactly what was due at its ledger's time. */
function payouts(run: Run, { payload: { payees } }: EventOf<'paid'>): void {
	const { state, now } = run;
	for (const [index, amount] of payees) {
		run.must('wrongPayouts', amount > 0n && accounts(booksOf(state), now)[index]?.due === amount);
		state.paid[index] = (state.paid[index] ?? 0n) + amount;
		run.moves(run.self, state.terms.payees[index]?.address ?? '', amount);
	}
}

const priceOf = (run: Run, tier: number): bigint => run.state.terms.tiers[tier]?.price ?? 0n;

/** A tier that does not exist is counted nowhere; its sale is mispriced. */
const tierOf = (run: Run, tier: number) =>
	run.state.counters.tiers[tier] ?? { sold: 0, fiatAllocated: 0, fiatSold: 0 };
