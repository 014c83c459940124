import { flags } from '../flags.ts';
import { type Forgery, refuses, stranger } from './forgery.ts';

/** Sales, terms and splits. */
export const forgedSales: Forgery[] = [
	refuses('mispriced', 'sold', 'a sale for one stroop less', (p) => p.total--),
	refuses('mispriced', 'settled', 'a batch for one stroop more', (p) => p.total++),

	refuses('wrongTerms', 'sold', 'a sale under older terms', (p) => p.terms_version--),
	refuses('wrongTerms', 'sold', 'more tickets than an order may have', (p) => {
		p.orders[0]![2] = 11;
	}),
	refuses('wrongTerms', 'sold', 'a sale while the organizer paused', (_, before) => {
		before.counters.flags |= flags.pausedByOrganizer;
	}),
	refuses('wrongTerms', 'sold', 'a sale while the registry paused', (_, before) => {
		before.counters.flags |= flags.pausedByRegistry;
	}),
	refuses('wrongTerms', 'sold', 'a sale after a cancel', (_, before) => {
		before.counters.flags |= flags.cancelled;
	}),
	refuses('wrongTerms', 'sold', 'a sale while all is frozen', (_, before) => {
		before.counters.flags |= flags.frozen;
		before.powers.frozenUntil = 2n ** 40n;
	}),
	refuses('wrongTerms', 'sold', 'a sale before all payees agreed', (_, before) => {
		before.terms.policy.consent = true;
		before.counters.consents = 1;
	}),
	refuses('wrongTerms', 'sold', 'a sale outside its window', (p, before) => {
		before.terms.tiers[p.orders[0]![1]]!.closes_at = 1n;
	}),
	refuses('wrongTerms', 'sold', 'more money than the event may hold', (_, before) => {
		before.config.cap = 1n;
	}),
	refuses('wrongTerms', 'settled', 'a batch twice', (p) => p.seq--),
	refuses('wrongTerms', 'settled', 'a batch left out', (p) => p.seq++),
	refuses('wrongTerms', 'settled', 'a batch served while nothing is sold', (p, before) => {
		before.counters.flags |= flags.pausedByRegistry;
		return p.served > 0n;
	}),
	refuses('wrongTerms', 'settled', 'an order under terms that are still to come', (p, before) => {
		const served = p.items.findIndex((_, i) => ((p.served >> BigInt(i)) & 1n) === 1n);
		if (served < 0) return false;
		p.items[served]![5] = before.counters.termsVersion + 1;
	}),
	refuses('wrongTerms', 'minted', 'more gifts than the quota', (_, before) => {
		before.terms.complimentary = before.counters.complimentary;
	}),
	refuses('wrongTerms', 'details_set', 'a version left out', (p) => p.terms_version++),
	refuses('wrongTerms', 'details_set', 'another place without its window', (p) => {
		if (p.window_until === 0n) return false;
		p.window_until = 0n;
	}),
	refuses('wrongTerms', 'tier_added', 'another price beside it', (p) => {
		p.terms.tiers[0]!.price += 10_000n;
	}),
	refuses(
		'wrongTerms',
		'tier_added',
		'a price that shares cannot divide',
		(p) => p.terms.tiers.at(-1)!.price++,
	),
	refuses('wrongTerms', 'splits_set', 'shares beyond the whole', (p) => p.payees[1]!.bps++),
	refuses('wrongTerms', 'splits_set', 'less for the platform', (p) => {
		p.payees.at(-1)!.bps--;
		p.payees[0]!.bps++;
	}),
	refuses('wrongTerms', 'accepted', 'consent to other splits', (p) => {
		p.splits_hash[0]! ^= 1;
	}),
	refuses('wrongTerms', 'accepted', 'consent by somebody else', (p) => {
		p.payee = stranger;
	}),
	refuses('wrongTerms', 'created', 'a commission above the organizer’s share', (p) => {
		p.terms.policy.commission_cap_bps = 9_999;
	}),
	refuses('wrongTerms', 'created', 'refunds without a whole reserve', (p) => {
		p.terms.policy.refund_until = p.terms.policy.freeze_at;
		p.terms.policy.reserve_bps = 9_999;
	}),

	refuses('lateSplits', 'splits_set', 'splits after the first order', (_, before) => {
		before.counters.flags |= flags.ordered;
	}),

	refuses('overSold', 'sold', 'more than the capacity', (p, before) => {
		before.terms.tiers[p.orders[0]![1]]!.capacity = 0;
	}),
	refuses('overSold', 'settled', 'more than fiat holds', (p, before) => {
		for (const count of before.counters.tiers) count.fiatAllocated = 0;
		return p.served > 0n;
	}),
	refuses('overSold', 'minted', 'a gift beyond the capacity', (p, before) => {
		before.terms.tiers[p.tier]!.capacity = 0;
	}),
	refuses('overSold', 'allocated', 'more than the quota', (p) => {
		p.fiat_allocated = 1_000_000;
	}),
	refuses('overSold', 'allocated', 'less than fiat sold', (p, before) => {
		p.fiat_allocated = (before.counters.tiers[p.tier]?.fiatSold ?? 0) - 1;
		return p.fiat_allocated >= 0;
	}),
	refuses(
		'overSold',
		'tier_added',
		'a new tier with seats that are taken',
		(p) => p.replaced !== null && p.left--,
	),
];
