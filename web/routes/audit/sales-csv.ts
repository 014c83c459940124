import type { SaleRecord } from '#shared/chain/audit/sales.ts';

type Payee = { payee: string; bps: number };

/** Every sale as a CSV row in stroops, one column for each payee, so that a spreadsheet can add it up. */
export function salesCsv(sales: SaleRecord[], payees: Payee[]): string {
	const columns = payees.map((p) => `${p.payee} (${p.bps} bps)`);
	return [
		['closed_at', 'ledger', 'transaction', 'paid_by', 'tickets', 'total_stroops', 'proved', ...columns],
		...sales.map((s) => [
			s.closedAt,
			s.ledger,
			s.txHash,
			s.paidBy,
			s.tickets,
			s.total,
			s.proved,
			...s.splits,
		]),
	]
		.map((row) => `${row.join(',')}\n`)
		.join('');
}
