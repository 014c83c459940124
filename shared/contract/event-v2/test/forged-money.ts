import { flags } from '../flags.ts';
import { type Forgery, refuses, stranger } from './forgery.ts';

const first = <T>(list: T[]): T | undefined => list[0];

/** Commissions, payouts, refunds and resales. */
export const forgedMoney: Forgery[] = [
	refuses('wrongCommissions', 'sold', 'a commission one stroop higher', (p) => {
		if (!first(p.credits)) return false;
		p.orders[0]![3][0]!++;
	}),
	refuses('wrongCommissions', 'sold', 'a creator whom nobody rewards', (p) => {
		if (!first(p.credits)) return false;
		p.credits[0]![0] = stranger;
	}),
	refuses('wrongCommissions', 'sold', 'the buyer as the creator', (p) => {
		if (!first(p.credits)) return false;
		p.credits[0]![0] = p.buyer;
	}),
	refuses('wrongCommissions', 'sold', 'another rate than that of the moment', (p, before) => {
		if (!first(p.credits)) return false;
		before.creators.get(p.credits[0]![0])!.bps--;
	}),
	refuses('wrongCommissions', 'sold', 'a rate above the cap of today', (p, before) => {
		if (!first(p.credits)) return false;
		before.terms.policy.commission_cap_bps = before.creators.get(p.credits[0]![0])!.bps - 1;
	}),
	refuses('wrongCommissions', 'settled', 'a heavier weight', (p) => {
		const credit = p.items.flatMap((item) => item?.[4] ?? [])[0];
		if (!credit) return false;
		credit[1] += 1_000;
	}),
	refuses('wrongCommissions', 'commission_set', 'a rate above the cap', (p) => {
		p.bps = 1_001;
	}),
	refuses('wrongCommissions', 'refunded', 'a creator who keeps a commission', (p) => {
		if (!first(p.commissions)) return false;
		p.commissions[0]![1]--;
	}),
	refuses('wrongCommissions', 'refunded', 'commissions left out', (p) => {
		if (!first(p.commissions)) return false;
		p.commissions = [];
	}),

	refuses('wrongPayouts', 'paid', 'one stroop more', (p) => {
		if (!first(p.payees)) return false;
		p.payees[0]![1]++;
	}),
	refuses('wrongPayouts', 'paid', 'one stroop more to a creator', (p) => {
		if (!first(p.creators)) return false;
		p.creators[0]![1]++;
	}),
	refuses('wrongPayouts', 'paid', 'more of the reserve', (p, before) => {
		before.terms.policy.reserve_bps += 1;
		before.terms.policy.release_at = 2n ** 40n;
		return p.payees.length > 0;
	}),
	refuses('wrongPayouts', 'paid', 'money after a cancel', (_, before) => {
		before.counters.flags |= flags.cancelled;
		before.counters.cancelled = true;
	}),
	refuses('wrongPayouts', 'paid', 'money during a freeze', (_, before) => {
		before.counters.flags |= flags.frozen;
		before.powers.frozenUntil = 2n ** 40n;
	}),

	refuses('wrongRefunds', 'refunded', 'one stroop less', (p) => p.paid--),
	refuses('wrongRefunds', 'refunded', 'a refund to somebody else', (p) => {
		if (p.payer === null) return false;
		p.payer = stranger;
	}),
	refuses('wrongRefunds', 'refunded', 'a treasury’s money to somebody', (p) => {
		if (p.payer !== null) return false;
		p.payer = stranger;
	}),
	refuses('wrongRefunds', 'refunded', 'tickets twice', (p, before) => {
		before.orders.get(p.order)!.refunded |= p.mask;
	}),
	refuses('wrongRefunds', 'refunded', 'a used ticket', (p, before) => {
		before.orders.get(p.order)!.used |= p.mask;
		return !before.counters.cancelled;
	}),
	refuses('wrongRefunds', 'refunded', 'a ticket that is for sale', (p, before) => {
		before.orders.get(p.order)!.listed |= p.mask;
		before.terms.policy.freeze_at = 2n ** 40n;
		return !before.counters.cancelled;
	}),
	refuses('wrongRefunds', 'refunded', 'money that others are entitled to', (_, before) => {
		before.counters.topUps -= 10n ** 12n;
		return !before.counters.cancelled;
	}),
	refuses('wrongRefunds', 'refunded', 'a part before the week is over', (p, before) => {
		if (!before.counters.cancelled) return false;
		before.powers.cancelledAt = 2n ** 39n;
		before.counters.topUps -= 10n ** 12n;
		return p.paid > 0n;
	}),
	refuses('wrongRefunds', 'reversed', 'a shortfall too high', (p) => p.shortfall++),
	refuses('wrongRefunds', 'reversed', 'a used ticket', (p, before) => {
		before.orders.get(p.order)!.used |= p.mask;
	}),
	refuses('wrongRefunds', 'reversed', 'a payment of last month', (p, before) => {
		before.orders.get(p.order)!.day -= 40;
	}),
	refuses('wrongRefunds', 'owed_paid', 'more than is owed', (p) => p.amount++),
	refuses('wrongRefunds', 'owed_paid', 'what is somebody’s, to the treasury', (p) => {
		if (p.treasury) return false;
		p.treasury = true;
	}),
	refuses('wrongRefunds', 'owed_paid', 'a shortfall that entitlements need', (p) => p.shortfall++),
	refuses('wrongRefunds', 'funded', 'nothing', (p) => {
		p.amount = 0n;
	}),
	refuses('wrongRefunds', 'top_ups_returned', 'one stroop more', (p) => p.amount++),
	refuses('wrongRefunds', 'top_ups_returned', 'while refunds are open', (_, before) => {
		before.terms.policy.refund_until = 2n ** 40n;
	}),
	refuses('wrongRefunds', 'closed', 'more to the organizer', (p) => p.organizer++),
	refuses('wrongRefunds', 'closed', 'a stroop from one payee to another', (p) => {
		p.payees[0]!++;
		p.payees[1]!--;
	}),
	refuses('wrongRefunds', 'closed', 'before everybody got the money back', (_, before) => {
		before.counters.refundable = 1n;
	}),

	refuses('wrongResales', 'listed', 'a price above the cap', (p) => {
		p.price = 10n ** 12n;
	}),
	refuses('wrongResales', 'listed', 'a used ticket', (p, before) => {
		before.orders.get(p.ticket >> 5n)!.used = 0xfffff;
	}),
	refuses('wrongResales', 'listed', 'a ticket sold on too often', (_, before) => {
		before.terms.policy.resale_limit = 0;
	}),
	refuses('wrongResales', 'listed', 'resale where it is off', (_, before) => {
		before.terms.policy.resale_cap_bps = 0;
	}),
	refuses('wrongResales', 'unlisted', 'what was not listed', (_, before) => {
		for (const order of before.orders.values()) order.listed = 0;
	}),
	refuses('wrongResales', 'resold', 'a royalty one stroop lower', (p) => p.royalty--),
	refuses('wrongResales', 'resold', 'another price than was asked', (p) => {
		p.price += 10_000n;
	}),
	refuses('wrongResales', 'resold', 'what was not listed', (_, before) => {
		for (const order of before.orders.values()) order.listed = 0;
	}),
	refuses('wrongResales', 'resold', 'by who does not hold it', (p) => {
		p.seller = stranger;
	}),
	refuses('wrongResales', 'resold', 'after the freeze of transfers', (_, before) => {
		before.terms.policy.freeze_at = 1n;
	}),
];
