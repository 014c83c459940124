import type { RefundProgress } from '#indexer/client.ts';
import type { OperationPlan } from '#shared/chain/submit/operate.ts';
import { formatKes, formatUsdc } from '#shared/money.ts';

export type OperationReport = {
	event: string;
	plan: OperationPlan;
	/** By rail, as the indexer counts; null without an indexer. */
	progress: RefundProgress | null;
	/** Null after a dry run. */
	landed: { hash: string; ledger: number } | null;
};

const iso = (seconds: bigint): string => new Date(Number(seconds) * 1000).toISOString();
const isoOrNull = (seconds: bigint | null): string | null => (seconds === null ? null : iso(seconds));

/** As `--do` names it. */
const actOf = ({ do: name }: OperationPlan['operation']): string =>
	name === 'set-details' ? 'details' : name;

/** As `--json` prints it: amounts in stroops as decimal strings. */
export function asJson({ event, plan, progress, landed }: OperationReport): object {
	const { money, operation, postponed, refundsUntil, pays, complimentary, signer, fee } = plan;
	return {
		event,
		do: actOf(operation),
		dryRun: landed === null,
		signer,
		fee: String(fee),
		tickets: money.tickets,
		refundable: String(money.refundable),
		cash: String(money.cash),
		missing: String(money.missing),
		complimentary,
		rails: progress && { wallet: progress.wallet, fiat: progress.fiat },
		postponed: postponed && {
			startsAt: iso(postponed.startsAt),
			endsAt: iso(postponed.endsAt),
			refundsUntil: isoOrNull(postponed.refundsUntil),
		},
		refundsUntil: isoOrNull(refundsUntil),
		pays: pays === null ? null : String(pays),
		txHash: landed?.hash ?? null,
		ledger: landed?.ledger ?? null,
	};
}

export function asLines({ event, plan, progress, landed }: OperationReport): string[] {
	const { money, operation, postponed } = plan;
	const lines = [`${landed ? 'Done' : 'Dry run'}: ${actOf(operation)} ${event}`];
	if (operation.do === 'cancel' || operation.do === 'fund-refunds')
		lines.push(...refundLines(money, progress));
	lines.push(...givenLines(plan));
	if (plan.pays !== null) lines.push(`  pays USDC ${formatUsdc(plan.pays)}`);
	if (postponed) {
		const { refundsUntil } = postponed;
		lines.push(`  starts ${iso(postponed.startsAt)}, ends ${iso(postponed.endsAt)}`);
		lines.push(
			refundsUntil
				? `  earlier buyers may give tickets back until ${iso(refundsUntil)}`
				: '  nobody has bought yet: no refunds',
			...(refundsUntil ? refundLines(money, progress) : []),
		);
	}
	if (operation.do === 'set-details') {
		lines.push(`  document ${operation.uri}`, ...windowLines(plan, progress));
	}
	if (landed) lines.push(`  transaction ${landed.hash}, ledger ${landed.ledger}`);
	else lines.push(`  network fee at most ${formatUsdc(plan.fee)} XLM; nothing was signed or sent`);
	return lines;
}

/** What the organizer gives: money, a ticket, or seats on sale. */
function givenLines({ operation, money, complimentary }: OperationPlan): string[] {
	switch (operation.do) {
		case 'fund-refunds': {
			const after = money.missing - operation.amount;
			const left = formatUsdc(after > 0n ? after : 0n);
			return [`  puts in USDC ${formatUsdc(operation.amount)}; then missing USDC ${left}`];
		}
		case 'complimentary':
			return [
				`  a ticket of tier ${operation.tier} to ${operation.to}`,
				`  given away before: ${complimentary.given} of ${complimentary.quota}`,
			];
		case 'add-tier': {
			const { capacity, fiat_quota, per_order, price, face } = operation.tier;
			return [
				`  ${formatKes(face.amount)}, USDC ${formatUsdc(price)} a ticket; ${per_order} in an order`,
				`  ${capacity} seats, ${fiat_quota} of them for M-Pesa`,
			];
		}
		default:
			return [];
	}
}

function windowLines({ refundsUntil, money }: OperationPlan, progress: RefundProgress | null): string[] {
	if (refundsUntil === null) return ['  opens no refunds'];
	return [
		`  another place: earlier buyers may give tickets back until ${iso(refundsUntil)}`,
		...refundLines(money, progress),
	];
}

function refundLines(money: OperationPlan['money'], progress: RefundProgress | null): string[] {
	const { tickets, refundable, cash, missing } = money;
	const rail = (name: string, { open }: RefundProgress['wallet']) =>
		`    ${name.padEnd(12)} ${String(open.tickets).padStart(6)} ticket(s)  USDC ${formatUsdc(BigInt(open.amount))}`;
	return [
		`  to give back: ${tickets} ticket(s), USDC ${formatUsdc(refundable)}`,
		...(progress ? [rail('wallets', progress.wallet), rail('M-Pesa, bank', progress.fiat)] : []),
		`  the event holds USDC ${formatUsdc(cash)}; missing USDC ${formatUsdc(missing)}`,
	];
}
