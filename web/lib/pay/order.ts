/** An order as the relayer tells it to whoever holds its read token. Cents and stroops as decimal strings. */
export type PayOrder = {
	reference: string;
	event: string;
	eventNo: number;
	eventName: string;
	tier: number;
	qty: number;
	state:
		| 'held'
		| 'pending'
		| 'paid'
		| 'issuing'
		| 'issued'
		| 'failed'
		| 'expired'
		| 'refund_due'
		| 'refunded'
		| 'review';
	reason: string | null;
	amountKes: string;
	amountUsdc: string;
	phone: string;
	holdUntil: string;
	push: { state: string; sentAt: string | null; resultCode: string | null; resultText: string | null } | null;
	payment: { receipt: string | null; amountKes: string; state: string } | null;
	refund: { state: string; reason: string; doneAt: string | null } | null;
	chain: { orderId: string; tickets: string[]; txHash: string; ledger: number } | null;
	version: number;
	createdAt: string;
	serverTime: string;
};

/** What M-Pesa can sell of a tier. */
export type Availability = {
	tier: number;
	left: number;
	perOrder: number;
	amountKes: string | null;
	open: boolean;
};
