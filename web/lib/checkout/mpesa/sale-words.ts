import * as m from '#lib/paraglide/messages.js';
import type { OrderView as PayOrder } from '#relayer/client.ts';
import { kes } from '../../text/money.ts';

type SaleRow = PayOrder['ticketRefunds'][number];
type SaleWords = { title: string; note: string };

/** Where the sale of a ticket stands, for its seller; null if it ended as they wished, without a buyer. */
export function saleWords({ state, listed, endsFor, amountKes, askedKes }: SaleRow): SaleWords | null {
	const amount = kes(amountKes);
	const price = kes(askedKes ?? amountKes);
	switch (state) {
		case 'proposed':
		case 'requested':
			if (endsFor !== null) return { title: m.sale_title(), note: m.sale_ending({ amount }) };
			return { title: m.sale_title(), note: listed ? m.sale_listed({ price, amount }) : m.sale_going() };
		case 'voided':
			return { title: m.sale_sold_title(), note: m.sale_sold({ amount }) };
		case 'returned':
			return { title: m.sale_sold_title(), note: m.sale_paid({ amount }) };
		case 'review':
			return { title: m.sale_sold_title(), note: m.given_review() };
		case 'withdrawn':
			if (endsFor === 'TAKEN_BACK') return null;
			return { title: m.sale_over_title(), note: overWords(endsFor) };
		default:
			return state satisfies never;
	}
}

function overWords(endsFor: string | null): string {
	if (endsFor === 'RATE_MOVED') return m.sale_over_rate();
	return endsFor === 'EVENT_CANCELLED' ? m.sale_over_cancelled() : m.sale_over();
}
