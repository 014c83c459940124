import { splitsOf } from '#shared/contract/accounting.ts';
import { ordersOf } from '../events/orders.ts';
import type { Evidence } from './collect-evidence.ts';
import { verifyProofs } from './event-proofs.ts';

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
	let gross = 0n;
	for (const [i, event] of events.entries()) {
		if (event.name !== 'sold' && event.name !== 'settled') continue;
		const { total } = event.payload;
		const { id, ledger, ledgerClosedAt, txHash } = raw[i]!;
		const qtys = state.terms.tiers.map(() => 0);
		for (const { tier, qty } of ordersOf([event])) qtys[tier] = (qtys[tier] ?? 0) + qty;
		sales.push({
			id,
			paidBy: event.name === 'sold' ? 'wallet' : 'treasury',
			tickets: qtys.reduce((n, qty) => n + qty, 0),
			qtys,
			total,
			splits: splitsOf(bps, gross, total),
			ledger,
			closedAt: new Date(ledgerClosedAt).toISOString(),
			txHash,
			proved: proven.has(id),
		});
		gross += total;
	}
	return sales;
}
