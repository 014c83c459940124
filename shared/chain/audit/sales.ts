import { splitsOf } from '#shared/contract/accounting.ts';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import { ordersOf } from '../events/orders.ts';
import { verifyProofs } from './event-proofs.ts';
import type { Evidence } from './evidence.ts';

/** One transaction that sold tickets: what it took, and what it added for each payee. Amounts in stroops. */
export type SaleRecord = {
	/** The RPC's id of the sale's event. */
	id: string;
	/** `wallet`: its buyer paid. `treasury`: Passa's treasury paid for one batch of fiat orders. */
	paidBy: 'wallet' | 'treasury';
	tickets: number;
	/** Tickets by tier. */
	qtys: number[];
	total: bigint;
	/** By payee, in the order of the event's terms. */
	splits: bigint[];
	/** What creators earned by it, out of the first payee's share. */
	commissions: bigint;
	ledger: number;
	/** ISO 8601. */
	closedAt: string;
	txHash: string;
	/** Whether ledger, time and transaction are proved, not only stated by the source. */
	proved: boolean;
};

/** Every sale in the order of the log. Splits are differences of entitlements, so that they add up to those. */
export function salesOf(evidence: Evidence): SaleRecord[] {
	const { raw, events, state } = evidence;
	const { proven } = verifyProofs(evidence);
	const bps = state.terms.payees.map((p) => p.bps);
	const sales: SaleRecord[] = [];
	let net = 0n;
	for (const [i, event] of events.entries()) {
		if (event.name !== 'sold' && event.name !== 'settled') {
			net += addedBy(event);
			continue;
		}
		const { total } = event.payload;
		const { id, ledger, ledgerClosedAt, txHash } = raw[i]!;
		const orders = ordersOf([event]);
		// A forged file may name any tier: a list that grows to its number would take all time.
		const qtys = state.terms.tiers.map((_, i) =>
			orders.reduce((n, { tier, qty }) => (tier === i ? n + qty : n), 0),
		);
		const commissions = orders.reduce((n, order) => n + order.commissions, 0n);
		sales.push({
			id,
			paidBy: event.name === 'sold' ? 'wallet' : 'treasury',
			tickets: orders.reduce((n, { qty }) => n + qty, 0),
			qtys,
			total,
			splits: splitsOf(bps, net, total, commissions),
			commissions,
			ledger,
			closedAt: new Date(ledgerClosedAt).toISOString(),
			txHash,
			proved: proven.has(id),
		});
		net += total;
	}
	return sales;
}

/** What an event that is no sale adds to revenue: a royalty, or less than nothing where money was given back. */
function addedBy(event: PassaEvent): bigint {
	if (event.name === 'resold') return event.payload.royalty;
	if (event.name === 'refunded') return -event.payload.paid;
	return event.name === 'reversed' ? -event.payload.paid - event.payload.shortfall : 0n;
}
