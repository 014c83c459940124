import postgres from 'postgres';
import type { Deployment } from '#scripts/deploy/deployment.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import type { RefundBooks } from './refund-books.ts';
import type { Sales } from './refund-sales.ts';

export type RefundParties = {
	mpesa: string;
	databaseUrl: string;
	rpcUrl: string;
	deployment: Deployment;
	sales: Sales;
	/** What the treasury had before anything was sold. Stroops. */
	treasuryBefore: bigint;
};

type Payment = { shillings: number; phone: string; reversed: boolean };
type Payout = { shillings: number; phone: string; receipt: string | null };
type Case = { reason: string; reference: string | null };
type Sum = { account: string; currency: string; sum: string };

const cents = (shillings: number): bigint => BigInt(shillings) * 100n;
const total = (values: bigint[]): bigint => values.reduce((a, b) => a + b, 0n);

/** Reads the books where each party keeps its own: M-Pesa, the relayer's tables, and the chain. */
export async function readRefundBooks(parties: RefundParties): Promise<RefundBooks> {
	const { payments, payouts } = (await (await fetch(`${parties.mpesa}/control/state`)).json()) as {
		payments: Payment[];
		payouts: Payout[];
	};
	const paid = payouts.filter(({ receipt }) => receipt !== null);
	const back = [...payments.filter(({ reversed }) => reversed), ...paid];
	const { cases, open, sums } = await readTables(parties.databaseUrl);
	const { buyers, holders } = parties.sales;
	const references = new Set(buyers.flatMap((buyer) => buyer.references));
	const sumOf = (account: string | null, currency: string): bigint =>
		total(
			sums
				.filter((each) => (account ?? each.account) === each.account && each.currency === currency)
				.map(({ sum }) => BigInt(sum)),
		);
	const has = (address: string) => usdcOf(parties, address);
	return {
		buyers: buyers.map((buyer) => ({
			...buyer,
			returned: total(back.filter(({ phone }) => phone === buyer.phone).map((each) => cents(each.shillings))),
			cases: cases
				.filter(({ reference }) => buyer.references.includes(reference ?? ''))
				.map(({ reason }) => reason),
		})),
		holders: await Promise.all(
			holders.map(async (holder) => ({ ...holder, has: await has(holder.address) })),
		),
		journal: {
			mpesa: sumOf('mpesa', 'KES'),
			buyers: sumOf('buyers', 'KES'),
			wallets: sumOf('wallets', 'USDC'),
			sums: { KES: sumOf(null, 'KES'), USDC: sumOf(null, 'USDC') },
		},
		mpesaHolds: total([
			...payments.map((each) => (each.reversed ? 0n : cents(each.shillings))),
			...paid.map((each) => -cents(each.shillings)),
		]),
		open,
		strayCases: cases.filter(({ reference }) => !references.has(reference ?? '')).map(({ reason }) => reason),
		treasury: {
			has: await has(parties.deployment.roles.treasury.address),
			booked: parties.treasuryBefore + sumOf('treasury', 'USDC'),
		},
	};
}

/** Open cases by their cart's first order, refunds that are no person's, and the journal. */
async function readTables(databaseUrl: string): Promise<{ cases: Case[]; open: number; sums: Sum[] }> {
	const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
	try {
		const cases = await sql<Case[]>`
			SELECT r.reason, f.reference FROM relay.reviews r LEFT JOIN relay.payments p ON p.id = r.payment_id
			LEFT JOIN relay.orders o ON o.no = coalesce(r.order_no, p.order_no)
			LEFT JOIN relay.orders f ON f.no = coalesce(o.cart, o.no)
			WHERE r.decided_at IS NULL`;
		const [row] = await sql<{ open: number }[]>`
			SELECT ((SELECT count(*) FROM relay.ticket_refunds WHERE state NOT IN ('returned', 'review', 'withdrawn'))
			+ (SELECT count(*) FROM relay.refunds WHERE state NOT IN ('done', 'review'))
			+ (SELECT count(*) FROM relay.resold_refunds WHERE state IN ('requested', 'voided')))::int AS open`;
		const sums = await sql<Sum[]>`
			SELECT account, currency, sum(amount)::text AS sum FROM relay.journal_lines GROUP BY account, currency`;
		return { cases, open: row!.open, sums };
	} finally {
		await sql.end();
	}
}

/** Stroops of USDC that an address has. */
export async function usdcOf(
	{ rpcUrl, deployment: { usdcAsset } }: Pick<RefundParties, 'rpcUrl' | 'deployment'>,
	address: string,
): Promise<bigint> {
	return (await holdingOf(rpcUrl, `${usdcAsset.code}:${usdcAsset.issuer}`, address)) ?? 0n;
}
