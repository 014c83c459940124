import { rememberedWallets } from '../wallet/wallet.ts';

const key = 'passa.own-orders';
const most = 50;

type OnChain = { eventNo: number; id: string };

const nameOf = ({ eventNo, id }: OnChain): string => `${eventNo}/${id}`;

function named(): string[] {
	try {
		const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
		return Array.isArray(list) ? list.filter((name) => typeof name === 'string') : [];
	} catch {
		return [];
	}
}

/** Keeps in this browser that an order paid by M-Pesa is its own: the ledger names the treasury as its buyer. */
export function rememberOwnOrder(order: OnChain): void {
	const others = named().filter((name) => name !== nameOf(order));
	try {
		localStorage.setItem(key, JSON.stringify([nameOf(order), ...others].slice(0, most)));
	} catch {
		// A browser that stores nothing shows the order as anybody's.
	}
}

/** Whether this browser paid the order by M-Pesa. */
export const isPaidHere = (order: OnChain): boolean => named().includes(nameOf(order));

/** Whether this browser made the order, or used a wallet that bought it or holds one of its tickets. */
export function isOwnOrder(order: OnChain & { buyer: string; tickets: { owner: string }[] }): boolean {
	if (isPaidHere(order)) return true;
	const wallets = rememberedWallets();
	return [order.buyer, ...order.tickets.map(({ owner }) => owner)].some((each) => wallets.includes(each));
}
