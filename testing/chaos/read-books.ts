import type { Keypair } from '@stellar/stellar-sdk';
import postgres from 'postgres';
import type { Deployment } from '#scripts/deploy/deployment.ts';
import { ledgerEntries } from '#shared/chain/rpc.ts';
import { trustLineIn, trustLineKey } from '#shared/chain/state/trust-lines.ts';
import type { Booked, Books, OpenCase, Paid, Sold, Spent } from './books.ts';
import { pocketStroops } from './buyers.ts';

export type Parties = {
	mpesa: string;
	databaseUrl: string;
	rpcUrl: string;
	usdcAsset: Deployment['usdcAsset'];
	wallets: Keypair[];
	accepted: string[];
};

/** Reads the books where each party keeps its own: M-Pesa, the relayer's tables, the chain and its read models. */
export async function readBooks(parties: Parties): Promise<Books> {
	const sql = postgres(parties.databaseUrl, { max: 1, onnotice: () => {} });
	try {
		const orders = await sql<Row[]>`
				SELECT o.reference, o.state, o.amount_kes, o.amount_usdc, o.qty, o.chain_order, (
					SELECT coalesce(json_agg(json_build_object('kes', p.amount::text)), '[]') FROM relay.reviews r
					LEFT JOIN relay.payments p ON p.id = r.payment_id
					WHERE r.decided_at IS NULL AND (r.order_no = o.no OR p.order_no = o.no)
				) AS cases
				FROM relay.orders o`;
		const sold = await sql<SoldRow[]>`SELECT id, rail, qty, buyer, total FROM chain.orders`;
		const [journal] = await sql<{ kes: string }[]>`
				SELECT coalesce(sum(amount), 0)::text AS kes FROM relay.journal_lines
				WHERE account = 'mpesa' AND currency = 'KES'`;
		return {
			accepted: parties.accepted,
			payments: await paymentsOf(parties.mpesa),
			orders: orders.map(bookedOf),
			sold: sold.map(soldOf),
			spent: await spentOf(parties),
			journalKes: BigInt(journal!.kes),
		};
	} finally {
		await sql.end();
	}
}

type Row = {
	reference: string;
	state: string;
	amount_kes: string;
	amount_usdc: string;
	qty: number;
	chain_order: string | null;
	cases: { kes: string | null }[];
};
type SoldRow = { id: string; rail: string; qty: number; buyer: string; total: string };

const bookedOf = ({ amount_kes, amount_usdc, chain_order, cases, ...rest }: Row): Booked => ({
	...rest,
	amountKes: BigInt(amount_kes),
	amountUsdc: BigInt(amount_usdc),
	cases: cases.map(({ kes }): OpenCase => ({ kes: kes === null ? null : BigInt(kes) })),
	chainOrder: chain_order === null ? null : BigInt(chain_order),
});

const soldOf = ({ id, rail, total, ...rest }: SoldRow): Sold => ({
	...rest,
	id: BigInt(id),
	rail: rail === 'fiat' ? 'fiat' : 'wallet',
	total: BigInt(total),
});

async function paymentsOf(mpesa: string): Promise<Paid[]> {
	const { payments } = (await (await fetch(`${mpesa}/control/state`)).json()) as { payments: Paid[] };
	return payments;
}

async function spentOf({ rpcUrl, usdcAsset, wallets }: Parties): Promise<Spent[]> {
	const keys = wallets.map((wallet) =>
		trustLineKey(wallet.publicKey(), `${usdcAsset.code}:${usdcAsset.issuer}`),
	);
	const entries = await ledgerEntries(rpcUrl, keys);
	return wallets.map((wallet, i) => ({
		address: wallet.publicKey(),
		stroops: pocketStroops - (trustLineIn(entries.get(keys[i]!)?.xdr)?.balance ?? 0n),
	}));
}
