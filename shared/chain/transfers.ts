import { type Check, equal, sum } from './check.ts';
import type { Evidence } from './evidence.ts';

/** The asset's own contract tells of the same money: each sale came in whole, each payout went to its payee. */
export function transferChecks(evidence: Evidence): Check[] {
	const { transfers, announcement, balance, raw, events, state } = evidence;
	const self = announcement.event;
	const into = transfers.filter((t) => t.to === self);
	const out = transfers.filter((t) => t.from === self);
	const inBy = byTransaction(into.map((t) => [t.txHash, t.amount]));
	const outBy = byTransaction(out.map((t) => [t.txHash, t.amount]));
	const salesBy = byTransaction(
		raw.flatMap((r, i) => {
			const e = events[i]!;
			return e.name === 'sold' || e.name === 'settled'
				? [[r.txHash, e.payload.total] as [string, bigint]]
				: [];
		}),
	);
	const unpaid = [...salesBy].filter(
		([tx, total]) => (inBy.get(tx) ?? 0n) - soldBack(tx, outBy, paidBy(evidence)) !== total,
	);
	return [
		equal('sales whose money did not come in', 0, unpaid.length),
		equal('payouts that did not reach their payee', 0, strayPayouts(evidence, out).length),
		equal(
			'transfers add up to the balance',
			sum(into.map((t) => t.amount)) - sum(out.map((t) => t.amount)),
			balance,
		),
		equal(
			'what went out is payouts and returned settlements',
			sum(state.paid),
			sum(out.map((t) => t.amount)) - returned(evidence, out),
		),
	];
}

function byTransaction(rows: [string, bigint][]): Map<string, bigint> {
	const totals = new Map<string, bigint>();
	for (const [tx, amount] of rows) totals.set(tx, (totals.get(tx) ?? 0n) + amount);
	return totals;
}

const paidBy = ({ raw, events }: Evidence): Map<string, bigint> =>
	byTransaction(
		raw.flatMap((r, i) => {
			const e = events[i]!;
			return e.name === 'paid'
				? [[r.txHash, sum(e.payload.payouts.map(([, a]) => a))] as [string, bigint]]
				: [];
		}),
	);

/** What a settlement gave back to the treasury in the same transaction, for items that found no seats. */
const soldBack = (tx: string, out: Map<string, bigint>, paid: Map<string, bigint>): bigint =>
	(out.get(tx) ?? 0n) - (paid.get(tx) ?? 0n);

function returned(evidence: Evidence, out: Evidence['transfers']): bigint {
	const settlements = new Set(
		evidence.raw.filter((_, i) => evidence.events[i]!.name === 'settled').map((r) => r.txHash),
	);
	const back = out.filter((t) => settlements.has(t.txHash) && t.to === evidence.state.config.treasury);
	return sum(back.map((t) => t.amount));
}

function strayPayouts({ raw, events, state }: Evidence, out: Evidence['transfers']): string[] {
	const left = [...out];
	return raw.flatMap((r, i) => {
		const e = events[i]!;
		if (e.name !== 'paid') return [];
		return e.payload.payouts.flatMap(([index, amount]) => {
			const to = String(state.terms.payees[index]?.address);
			const at = left.findIndex((t) => t.txHash === r.txHash && t.amount === amount && reaches(t, to));
			if (at < 0) return [`${r.id} payee ${index}`];
			left.splice(at, 1);
			return [];
		});
	});
}

/** A muxed payee is paid at its account, with its id beside. */
function reaches(transfer: Evidence['transfers'][number], payee: string): boolean {
	return transfer.to === payee || (payee.startsWith('M') && transfer.toId !== null);
}
