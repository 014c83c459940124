import { type PricedTier, shillingsPaid } from '#lib/text/shilling-rate.ts';
import type { SaleRecord } from '#shared/chain/audit/sales.ts';

type Payee = { payee: string; bps: number };

/**
 * Every sale as a CSV row, so that a spreadsheet can add it up: what the tickets cost in shillings' cents (empty if they
 * are not priced in shillings), then what was paid in stroops, each payee's part of it, and the creators'.
 */
export function salesCsv(sales: SaleRecord[], payees: Payee[], tiers: readonly PricedTier[]): string {
	const columns = payees.map((p) => `${p.payee} (${p.bps} bps)`);
	return [
		[
			'closed_at',
			'ledger',
			'transaction',
			'paid_by',
			'tickets',
			'total_kes_cents',
			'total_stroops',
			'proved',
			...columns,
			'creators_stroops',
		],
		...sales.map((s) => [
			s.closedAt,
			s.ledger,
			s.txHash,
			s.paidBy,
			s.tickets,
			shillingsPaid(tiers, s.qtys) ?? '',
			s.total,
			s.proved,
			...s.splits,
			s.commissions,
		]),
	]
		.map((row) => `${row.join(',')}\n`)
		.join('');
}
