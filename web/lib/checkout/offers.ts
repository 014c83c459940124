import type { EventView } from '#indexer/client.ts';
import type { Availability } from '#relayer/client.ts';
import { type Method, methods } from './method.ts';

type Tier = EventView['tiers'][number];

/** What can be bought of a tier now. M-Pesa and wallets have separate seats. */
export type TierOffer = {
	tier: Tier;
	/** Tickets left for wallets. */
	wallet: number;
	/** Tickets left for M-Pesa; null if M-Pesa does not sell the tier, or does not answer. */
	mpesa: number | null;
	/** The most tickets that one M-Pesa payment buys. */
	mpesaPerOrder: number;
	/** The price of one ticket, in cents of KES; null if `mpesa` is null. */
	amountKes: string | null;
	/** `stopped`: nothing of the event is sold now. */
	sale: 'open' | 'soon' | 'over' | 'stopped';
};

/** `availability` is null while the relayer does not answer. `now` is in Unix milliseconds. */
export function offersOf(event: EventView, availability: Availability[] | null, now: number): TierOffer[] {
	return event.tiers.map((tier) => {
		const fiat = availability?.find((a) => a.tier === tier.index);
		const sale = saleOf(event, tier, now);
		const open = sale === 'open';
		return {
			tier,
			wallet: open ? tier.left.wallet : 0,
			mpesa: fiat && sellsByMpesa(fiat) ? (fiat.open && open ? fiat.left : 0) : null,
			mpesaPerOrder: fiat?.perOrder ?? 0,
			amountKes: fiat?.amountKes ?? null,
			sale,
		};
	});
}

/** Whether M-Pesa sells the tier at all, while its sale lasts. */
const sellsByMpesa = ({ unsold }: Availability): boolean =>
	unsold === null || unsold === 'SALE_NOT_OPEN' || unsold === 'SALE_OVER';

const preparingMs = 180_000;
type Published = Pick<EventView, 'announcedAt'> & {
	tiers: Pick<Tier, 'fiatQuota' | 'fiatAllocated'>[];
	metadata: Pick<EventView['metadata'], 'state'>;
};

/** Whether an event is so new that its description or its M-Pesa seats are still on their way here. */
export const isPreparing = ({ announcedAt, metadata, tiers }: Published, now: number): boolean =>
	now - Date.parse(announcedAt) < preparingMs && (metadata.state === 'pending' || tiers.some(waitsForSeats));

/** Seats for M-Pesa are set aside on chain soon after the event is published. */
export const waitsForSeats = ({ fiatQuota, fiatAllocated }: Published['tiers'][number]): boolean =>
	fiatQuota > 0 && fiatAllocated === 0;

function saleOf(event: EventView, tier: Tier, now: number): TierOffer['sale'] {
	if (!event.selling) return 'stopped';
	if (now < Date.parse(tier.opensAt)) return 'soon';
	return now >= Date.parse(tier.closesAt) ? 'over' : 'open';
}

export const leftBy = (offer: TierOffer, method: Method): number =>
	method === 'mpesa' ? (offer.mpesa ?? 0) : offer.wallet;

/** The most tickets that one order may have of this tier, paid this way. */
export const mostBy = (offer: TierOffer, method: Method): number =>
	Math.min(method === 'mpesa' ? offer.mpesaPerOrder : offer.tier.perOrder, leftBy(offer, method));

export const soldOut = (offer: TierOffer): boolean => offer.wallet === 0 && !offer.mpesa;

/** The wanted method if it can sell anything, else the first that can. `demo`: whether the demo wallet exists. */
export function methodFor(offers: TierOffer[], wanted: Method, demo: boolean): Method {
	const possible = methods.filter((m) => (m === 'demo' ? demo : true));
	const sells = (method: Method) => offers.some((offer) => leftBy(offer, method) > 0);
	return [wanted, ...possible].find((m) => possible.includes(m) && sells(m)) ?? 'mpesa';
}
