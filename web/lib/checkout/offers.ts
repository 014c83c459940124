import type { EventView } from '#indexer/client.ts';
import type { Availability } from '#relayer/client.ts';

/** How a fan pays. The first is Kenya's. */
export const methods = ['mpesa', 'freighter', 'demo'] as const;
export type Method = (typeof methods)[number];

export const isMethod = (name: unknown): name is Method => methods.includes(name as Method);

type Tier = EventView['tiers'][number];

/** A tier as both rails sell it. Each has its own seats: what is set aside for M-Pesa is not for wallets. */
export type TierOffer = {
	tier: Tier;
	wallet: number;
	/** null: not sold by M-Pesa, or nobody knows now. */
	mpesa: number | null;
	/** Cents. */
	amountKes: string | null;
	when: 'open' | 'soon' | 'over';
};

export function offersOf(event: EventView, availability: Availability[] | null, now: number): TierOffer[] {
	return event.tiers.map((tier) => {
		const fiat = availability?.find((a) => a.tier === tier.index);
		const when = saleOf(event, tier, now);
		const open = when === 'open';
		return {
			tier,
			wallet: open ? tier.left.wallet : 0,
			mpesa: fiat?.amountKes ? (fiat.open && open ? fiat.left : 0) : null,
			amountKes: fiat?.amountKes ?? null,
			when,
		};
	});
}

function saleOf(event: EventView, tier: Tier, now: number): TierOffer['when'] {
	if (now < Date.parse(tier.opensAt)) return 'soon';
	return now >= Date.parse(tier.closesAt) || !event.selling ? 'over' : 'open';
}

export const leftBy = (offer: TierOffer, method: Method): number =>
	method === 'mpesa' ? (offer.mpesa ?? 0) : offer.wallet;

/** How many one order may have of it, paid this way. */
export const mostBy = (offer: TierOffer, method: Method): number =>
	Math.min(offer.tier.perOrder, leftBy(offer, method));

export const soldOut = (offer: TierOffer): boolean => offer.wallet === 0 && !offer.mpesa;

/** The wanted way where it can sell anything, else the first that can. */
export function methodFor(offers: TierOffer[], wanted: Method, demo: boolean): Method {
	const possible = methods.filter((m) => (m === 'demo' ? demo : true));
	const sells = (method: Method) => offers.some((offer) => leftBy(offer, method) > 0);
	return [wanted, ...possible].find((m) => possible.includes(m) && sells(m)) ?? 'mpesa';
}
