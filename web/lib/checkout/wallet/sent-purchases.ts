import type { Receipt } from '#shared/chain/submit/purchase.ts';

/** Where a purchase landed: the first order's id, its ledger, and the transaction's hash. */
export type Landing = { order: string; ledger: number; hash: string };

/** A wallet purchase that this browser sent, until "My tickets" shows its tickets or that there are none. */
export type SentPurchase = {
	/** The unsigned transaction, base64. Signatures do not change its hash, so it finds what was sent. */
	envelope: string;
	eventNo: number;
	eventName: string;
	/** What was bought, as the checkout showed it. */
	line: string;
	/** Milliseconds since 1970. */
	sentAt: number;
	/** Null while the network has not confirmed it. */
	landed: Landing | null;
};

const key = 'passa.sent';
const most = 10;
/** An unconfirmed purchase that is older has ended, and a node may have dropped its ledger. */
const day = 86_400_000;

const keep = (list: SentPurchase[]): void => localStorage.setItem(key, JSON.stringify(list.slice(0, most)));

export function rememberSent(sent: SentPurchase): void {
	keep([sent, ...sentPurchases().filter(({ envelope }) => envelope !== sent.envelope)]);
}

export const forgetSent = (sent: Pick<SentPurchase, 'envelope'>): void =>
	keep(sentPurchases().filter(({ envelope }) => envelope !== sent.envelope));

/** The newest first. */
export function sentPurchases(now = Date.now()): SentPurchase[] {
	try {
		const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
		return Array.isArray(list)
			? list.filter(isSent).filter((sent) => sent.landed || now - sent.sentAt < day)
			: [];
	} catch {
		return [];
	}
}

function isSent(value: unknown): value is SentPurchase {
	const { envelope, eventNo, eventName, line, sentAt } = (value ?? {}) as Record<string, unknown>;
	return (
		[envelope, eventName, line].every((text) => typeof text === 'string') &&
		Number.isSafeInteger(eventNo) &&
		typeof sentAt === 'number'
	);
}

export const landingOf = ({ orders, ledger, hash }: Receipt): Landing => ({
	order: String(orders[0]),
	ledger,
	hash,
});

/** The page of an order; it also knows one that the indexer does not have yet. */
export const orderPath = (eventNo: number, { order, ledger, hash }: Landing): string =>
	`/orders/${order}?event=${eventNo}&ledger=${ledger}&tx=${hash}`;
