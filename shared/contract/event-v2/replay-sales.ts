import { hex } from '#shared/hex.ts';
import type { Order } from '../event-version.ts';
import type { EventOf, Payloads, SettledCredit } from '../passa-event.ts';
import { flags } from './flags.ts';
import { accountOf, areEarned, earn } from './replay-credits.ts';
import { day, type Run } from './replay-run.ts';

const maxItems = 5;
const maxTickets = 20;
const maxBatch = 50;
const maxCredits = 60;
const maxCreators = 30;
const lanes = 16;
const batchBit = 1n << 58n;
const noKey = '0'.repeat(64);

/** A wallet buys. Its nonce is in no event, so an id is only known to be new and apart from a batch's. */
export function sold(run: Run, { payload }: EventOf<'sold'>): void {
	const { state, now } = run;
	const { buyer, orders, credits, total, inputs_hash } = payload;
	const tickets = orders.reduce((n, [, , qty]) => n + qty, 0);
	run.must('wrongTerms', run.isSelling && payload.terms_version === state.counters.termsVersion);
	run.must('wrongTerms', orders.length >= 1 && orders.length <= maxItems && tickets <= maxTickets);
	run.must('wrongOwners', !run.isTaken(buyer));
	for (const [, tier, qty] of orders) {
		const sells = state.terms.tiers[tier];
		run.must('wrongTerms', !!sells && now >= sells.opens_at && now < sells.closes_at);
		run.must('wrongTerms', !!sells && qty >= 1 && qty <= sells.per_order);
		sellToWallet(run, tier, qty);
	}
	run.must('mispriced', total === orders.reduce((n, [, tier, qty]) => n + run.price(tier) * BigInt(qty), 0n));
	enter(run, total);
	const isSigned = inputs_hash !== null && hex(state.config.attribution_key) !== noKey;
	run.must('wrongCommissions', credits.length > 0 ? isSigned : inputs_hash === null && payload.model === 0);
	for (const [id, tier, qty, amounts] of orders) {
		const credited = credits.map(
			([creator, weight], i): SettledCredit => [creator, weight, amounts[i] ?? -1n],
		);
		run.must('wrongCommissions', amounts.length === credits.length);
		run.must('wrongCommissions', areEarned(run, buyer, run.price(tier), credited));
		add(run, id, newOrder(buyer, tier, qty, state.counters.termsVersion), credited);
	}
	run.moves(buyer, run.self, total);
}

/** Books the price of paid tickets. */
function enter(run: Run, total: bigint): void {
	const { counters } = run.state;
	counters.gross += total;
	counters.refundable += total;
	run.set(flags.ordered, true);
	run.must('wrongTerms', isWithinCap(run));
}

function isWithinCap({ state: { counters: c, config } }: Run): boolean {
	return config.cap === 0n || c.gross - c.refunded - c.royalties - c.paid <= config.cap;
}

/** A settled batch: each lane and number exactly once. An item that was not served may have had a reason that no event has. */
export function settled(run: Run, { payload }: EventOf<'settled'>): void {
	const { counters } = run.state;
	const { items, lane, seq, served, total } = payload;
	const isOpen = run.isSelling;
	const last = counters.lanes[lane];
	run.must('wrongTerms', lane < lanes && last !== undefined && seq === last.seq + 1);
	run.must(
		'wrongTerms',
		items.length >= 1 && items.length <= maxBatch && served >> BigInt(items.length) === 0n,
	);
	if (last) counters.lanes[lane] = { seq, served };
	counters.relayerAt = run.now;
	checkCredits(run, items);
	let [asked, taken] = [0n, 0n];
	for (const [i, item] of items.entries()) {
		const isServed = ((served >> BigInt(i)) & 1n) === 1n;
		const price = item ? askedFor(run, item) : null;
		asked += price ?? 0n;
		if (!isServed) {
			run.must('wrongCommissions', !item || item[4].length === 0);
			continue;
		}
		run.must('wrongTerms', isOpen && price !== null);
		if (!item || price === null) continue;
		taken += price;
		serve(run, batchBit | (BigInt(lane) << 38n) | (BigInt(seq) << 6n) | BigInt(i), item, price);
	}
	run.must('mispriced', taken === total);
	run.moves(null, run.self, asked);
	run.moves(run.self, null, asked - total);
}

type Item = NonNullable<Payloads['settled']['items'][number]>;

function serve(run: Run, id: bigint, [owner, tier, qty, , credits, version]: Item, price: bigint): void {
	const { counters } = run.state;
	const count = run.count(tier);
	run.must('wrongOwners', !run.isTaken(owner));
	count.fiatSold += qty;
	count.sold += qty;
	run.must('overSold', count.fiatSold <= count.fiatAllocated);
	enter(run, price);
	run.must('wrongCommissions', areEarned(run, owner, run.price(tier), credits));
	const termsVersion = version ?? counters.termsVersion;
	run.must('wrongTerms', termsVersion <= counters.termsVersion);
	const order = newOrder(owner, tier, qty, termsVersion);
	const day16 = Number((run.now / day) & 0xffffn);
	add(run, id, { ...order, custodial: true, fiat: true, day: day16, payer: { treasury: true } }, credits);
}

/** What an item asks of the treasury; null if its tier does not sell it. */
function askedFor(run: Run, [, tier, qty]: Item): bigint | null {
	const sells = run.state.terms.tiers[tier];
	return sells && qty >= 1 && qty <= sells.per_order ? sells.price * BigInt(qty) : null;
}

function checkCredits(run: Run, items: (Item | null)[]): void {
	const credits = items.flatMap((item) => item?.[4] ?? []);
	const creators = new Set(credits.map(([creator]) => creator));
	run.must('wrongCommissions', credits.length <= maxCredits && creators.size <= maxCreators);
}

export function minted(run: Run, { payload }: EventOf<'minted'>): void {
	const { counters, terms } = run.state;
	const { to, custody, order: id, tier } = payload;
	run.must('wrongTerms', run.isSelling && counters.complimentary < terms.complimentary);
	run.must('wrongOwners', !run.isTaken(to));
	sellToWallet(run, tier, 1);
	counters.complimentary += 1;
	run.set(flags.ordered, true);
	const order = newOrder(to, tier, 1, counters.termsVersion);
	add(run, id, { ...order, complimentary: true, custodial: custody }, []);
}

/** Seats move between the rails: `fiat_allocated` is the new total. */
export function allocated(run: Run, { payload }: EventOf<'allocated'>): void {
	const { counters, terms } = run.state;
	const { by_organizer, fiat_allocated, tier } = payload;
	const count = run.count(tier);
	const more = fiat_allocated - count.fiatAllocated;
	run.must('overSold', more !== 0 && fiat_allocated >= count.fiatSold && !!terms.tiers[tier]);
	count.fiatAllocated = fiat_allocated;
	if (more > 0)
		run.must('overSold', fiat_allocated <= (terms.tiers[tier]?.fiat_quota ?? 0) && fits(run, tier));
	if (by_organizer) run.must('wrongPowers', more < 0 && run.now >= counters.relayerAt + day);
	else counters.relayerAt = run.now;
}

export function commissionSet(run: Run, { payload: { creator, bps } }: EventOf<'commission_set'>): void {
	const { policy } = run.state.terms;
	run.must('wrongCommissions', !run.has(flags.cancelled) && bps <= policy.commission_cap_bps);
	run.must('wrongCommissions', !run.isTaken(creator));
	accountOf(run, creator).bps = bps;
}

function sellToWallet(run: Run, tier: number, qty: number): void {
	run.count(tier).sold += qty;
	run.must('overSold', fits(run, tier));
}

/** Both rails together never hold more seats than a tier has. */
function fits(run: Run, tier: number): boolean {
	const { sold, fiatAllocated, fiatSold } = run.count(tier);
	return sold - fiatSold + fiatAllocated <= (run.state.terms.tiers[tier]?.capacity ?? -1);
}

/** An id that is there already is no new order. A batch's is derived, and never anybody's choice. */
function add(run: Run, id: bigint, order: Order, credits: SettledCredit[]): void {
	run.must('wrongOwners', !run.state.orders.has(id) && (order.fiat || id < batchBit));
	run.state.orders.set(id, order);
	earn(run, id, order, credits);
}

const newOrder = (owner: string, tier: number, count: number, termsVersion: number): Order => ({
	custodial: false,
	complimentary: false,
	credits: null,
	fiat: false,
	tier,
	count,
	used: 0,
	moved: 0,
	listed: 0,
	refunded: 0,
	termsVersion: Math.min(termsVersion, 0xffff),
	day: 0,
	resales: 0,
	owner,
	payer: { treasury: false, address: owner },
});
