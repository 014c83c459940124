import type { PassaEvent, Payloads } from '#shared/contract/passa-event.ts';
import { settledOrderId } from '../state/ids.ts';

/** An order as its event made it. `commissions`: what creators earn of it in all, in stroops. */
type NewOrder = {
	id: bigint;
	owner: string;
	tier: number;
	qty: number;
	custodial: boolean;
	complimentary: boolean;
	commissions: bigint;
};

/** The orders in a list of events, as they were made. */
export const ordersOf = (events: PassaEvent[]): NewOrder[] =>
	events.flatMap((e): NewOrder[] => {
		if (e.name === 'sold') {
			const order = { owner: e.payload.buyer, custodial: false, complimentary: false };
			return e.payload.orders.map(([id, tier, qty, perTicket]) => ({
				...order,
				...{ id, tier, qty },
				commissions: commissionsOf(perTicket, qty),
			}));
		}
		if (e.name === 'minted') {
			const { to: owner, custody, order: id, tier } = e.payload;
			return [{ id, owner, tier, qty: 1, custodial: custody, complimentary: true, commissions: 0n }];
		}
		return e.name === 'settled' ? served(e.payload) : [];
	});

function served({ items, lane, seq, served }: Payloads['settled']): NewOrder[] {
	return items.flatMap((item, i) => {
		if (!item || !((served >> BigInt(i)) & 1n)) return [];
		const [owner, tier, qty, , credits] = item;
		const perTicket = credits.map(([, , amount]) => amount);
		return [
			{
				...{ id: settledOrderId(lane, seq, i), owner, tier, qty },
				custodial: true,
				complimentary: false,
				commissions: commissionsOf(perTicket, qty),
			},
		];
	});
}

const commissionsOf = (perTicket: bigint[], qty: number): bigint =>
	perTicket.reduce((n, amount) => n + amount, 0n) * BigInt(qty);
