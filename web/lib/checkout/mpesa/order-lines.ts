import type { OrderView as PayOrder } from '#relayer/client.ts';

/** What a purchase has for one tier: one of the orders of a cart, or the order itself. */
export type OrderLine = Pick<
	PayOrder,
	| 'reference'
	| 'tier'
	| 'qty'
	| 'state'
	| 'reason'
	| 'amountKes'
	| 'payments'
	| 'chain'
	| 'ticketRefunds'
	| 'given'
> & { token: string | null };

type Purchase = Omit<OrderLine, 'token'> & Partial<Pick<PayOrder, 'cart'>>;

/** The lines of a purchase, as they were ordered. One that was ordered alone is its own line. */
export const linesOfOrder = (order: Purchase): OrderLine[] =>
	order.cart && order.cart.lines.length > 0 ? order.cart.lines : [{ ...order, token: null }];

export const isCart = ({ cart }: Pick<PayOrder, 'cart'>): boolean => (cart?.lines.length ?? 0) > 1;

/** What all of it costs: one payment. Cents of KES. */
export const amountOfAll = ({ cart, amountKes }: Pick<PayOrder, 'cart' | 'amountKes'>): string =>
	cart && cart.lines.length > 0 ? cart.amountKes : amountKes;

export const ticketsOfAll = (order: Purchase): number =>
	linesOfOrder(order).reduce((sum, { qty }) => sum + qty, 0);

/** A purchase as one order, for words about all of it. */
export function asWhole(order: PayOrder): PayOrder {
	if (!isCart(order)) return order;
	const state = stateOfAll(order);
	const lines = linesOfOrder(order);
	const { reason } = lines.find((line) => line.state === state) ?? order;
	const payments = lines.flatMap((line) => line.payments);
	return { ...order, state, reason, payments, amountKes: amountOfAll(order), qty: ticketsOfAll(order) };
}

/** Once paid, each line goes on for itself: what still moves is shown first, then what has tickets. */
const byWeight: PayOrder['state'][] = ['paid', 'issuing', 'issued', 'review', 'refund_due', 'refunded'];

/** The state of a purchase: until it is paid, all its lines have the same. */
export function stateOfAll({
	state,
	cart,
}: Pick<PayOrder, 'state'> & Partial<Pick<PayOrder, 'cart'>>): PayOrder['state'] {
	const states = cart?.lines.map((line) => line.state) ?? [];
	return byWeight.find((each) => states.includes(each)) ?? state;
}
