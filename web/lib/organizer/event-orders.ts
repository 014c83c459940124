import type { OrderView } from '#indexer/client.ts';
import type { EventOrder, WalletContact } from '#relayer/client.ts';
import { shortAddress } from '../text/short-address.ts';

export const orderGroups = [
	'issued',
	'gift',
	'open',
	'paid',
	'back',
	'refunded',
	'failed',
	'review',
] as const;
export type OrderGroup = (typeof orderGroups)[number];

const groupOf: Record<EventOrder['state'], OrderGroup> = {
	held: 'open',
	pending: 'open',
	paid: 'paid',
	issuing: 'paid',
	issued: 'issued',
	failed: 'failed',
	expired: 'failed',
	refund_due: 'back',
	refunded: 'refunded',
	review: 'review',
};

/** An order of an event by either rail. `who`: a masked number or a short wallet; empty if neither is known. */
export type OrderRow = {
	reference: string | null;
	/** The first order of its cart, by which its buyer knows it; null: it is that one, or was ordered alone. */
	cart: string | null;
	/** Its id on chain, once tickets are issued. */
	chainOrder: string | null;
	group: OrderGroup;
	tier: number;
	qty: number;
	who: string;
	/** The masked number asked to pay, if another person comes. Else empty. */
	payer: string;
	at: string;
	tickets: { id: string; code: string }[];
	/** Wallets that bought it or hold its tickets. */
	wallets: string[];
};

const cartOf = ({ cart, reference }: EventOrder): string | null => (cart === reference ? null : cart);

/** Of an issued order: once all its tickets are void, their money goes back by M-Pesa, or is back in the wallet. */
function groupOnChain({ complimentary, tickets }: OrderView, own: EventOrder | undefined): OrderGroup {
	if (complimentary) return 'gift';
	if (own) return own.refund === null ? 'issued' : own.refund === 'open' ? 'back' : 'refunded';
	return tickets.every(({ state }) => state === 'refunded') ? 'refunded' : 'issued';
}

/** Orders on chain and orders by M-Pesa, each once, newest first. `contacts`: of orders that wallets bought. */
export function orderRows(
	chain: OrderView[],
	mpesa: EventOrder[],
	contacts: WalletContact[] = [],
): OrderRow[] {
	const named = new Map(contacts.map(({ chainOrder, phone }) => [chainOrder, phone]));
	const byChain = new Map(
		mpesa.filter(({ chainOrder }) => chainOrder).map((each) => [each.chainOrder, each]),
	);
	const issued = chain.map((order): OrderRow => {
		const own = byChain.get(order.id);
		const wallet = order.rail === 'usdc';
		return {
			reference: own?.reference ?? null,
			cart: own ? cartOf(own) : null,
			chainOrder: order.id,
			group: groupOnChain(order, own),
			tier: order.tier,
			qty: order.qty,
			who: own?.phone || named.get(order.id) || (wallet ? shortAddress(order.buyer) : ''),
			payer: own?.payer ?? '',
			at: order.soldAt,
			tickets: order.tickets.map(({ id, code }) => ({ id, code })),
			// The owners of tickets by M-Pesa are addresses of ours, which nobody knows.
			wallets: wallet ? [order.buyer, ...order.tickets.map(({ owner }) => owner)] : [],
		};
	});
	const shown = new Set(chain.map(({ id }) => id));
	const others = mpesa
		.filter(({ chainOrder }) => chainOrder === null || !shown.has(chainOrder))
		.map(
			(order): OrderRow => ({
				reference: order.reference,
				cart: cartOf(order),
				chainOrder: order.chainOrder,
				group: groupOf[order.state],
				tier: order.tier,
				qty: order.qty,
				who: order.phone,
				payer: order.payer,
				at: order.createdAt,
				tickets: [],
				wallets: [],
			}),
		);
	return [...issued, ...others].toSorted((a, b) => b.at.localeCompare(a.at));
}

export type OrderSearch = { q: string; group: OrderGroup | null; tier: number | null };

/** Whether the relayer has to find an order by this: it alone knows whole numbers. */
export const asksPhone = (q: string): boolean => {
	const digits = q.replace(/[\s()+-]/g, '');
	return /^\d{3,4}$/.test(digits) || /^(0|254|00254)?[17]\d{8}$/.test(digits);
};

const plain = (text: string): string => text.replace(/[\s-]/g, '').toUpperCase();

/** Orders that meet a search. `byPhone`: references and ids on chain that the relayer found by the number in it. */
export function findOrders(
	rows: OrderRow[],
	{ q, group, tier }: OrderSearch,
	byPhone: ReadonlySet<string>,
): OrderRow[] {
	const wanted = plain(q);
	const meets = (row: OrderRow): boolean =>
		wanted === '' ||
		(row.reference !== null && (byPhone.has(row.reference) || row.reference.startsWith(wanted))) ||
		(row.cart?.startsWith(wanted) ?? false) ||
		(row.chainOrder !== null && byPhone.has(row.chainOrder)) ||
		row.chainOrder === wanted ||
		row.tickets.some(({ id, code }) => id === wanted || plain(code) === wanted) ||
		row.wallets.includes(wanted);
	return rows.filter(
		(row) => (group === null || row.group === group) && (tier === null || row.tier === tier) && meets(row),
	);
}

export type DoorRow = { who: string; code: string; ticket: string; tier: string; order: string };

/** One line for each ticket, by who they are for, then by code. */
export const doorRows = (rows: OrderRow[], tierName: (tier: number) => string): DoorRow[] =>
	rows
		.flatMap((row) =>
			row.tickets.map(({ id, code }) => ({
				who: row.who,
				code,
				ticket: id,
				tier: tierName(row.tier),
				order: row.reference ?? row.chainOrder ?? '',
			})),
		)
		.toSorted((a, b) => a.who.localeCompare(b.who) || a.code.localeCompare(b.code));
