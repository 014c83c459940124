import { xdr } from '@stellar/stellar-sdk';
import { and, desc, eq } from 'drizzle-orm';
import { ledgerEntries } from '#shared/chain/rpc.ts';
import { accountKey } from '#shared/chain/state/read-account.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { type ManagedKind, managedAccounts, managedActs } from '../models/managed.ts';
import { paidFees } from '../models/paid-fees.ts';
import { addressesOf } from './addresses.ts';
import { type ManagedDeps, siteOf } from './managed-deps.ts';

const shownActs = 20;

export type ManagedView = {
	address: string;
	passkeyId: string;
	/** Stroops of USDC; null: not on the network yet. */
	balance: string | null;
	/** Its person's own wallet signs for it, and our key no more. */
	handedOver: boolean;
	addresses: { address: string; usableAt: string | null }[];
	acts: { id: string; kind: ManagedKind; at: string; shown: string; hash: string | null; state: string }[];
};

/** The account that is held for a person; null: none. */
export async function managedOf(deps: ManagedDeps, account: string): Promise<ManagedView | null> {
	siteOf(deps);
	const { db, chain, asset } = deps;
	const [row] = await db.select().from(managedAccounts).where(eq(managedAccounts.account, account));
	if (!row) return null;
	const [balance, weight, addresses, acts] = await Promise.all([
		holdingOf(chain.rpcUrl, asset, row.address),
		ownWeight(chain.rpcUrl, row.address),
		addressesOf(db, account),
		db
			.select()
			.from(managedActs)
			.leftJoin(paidFees, eq(paidFees.innerHash, managedActs.hash))
			.where(and(eq(managedActs.account, account), eq(managedActs.state, 'signed')))
			.orderBy(desc(managedActs.signedAt))
			.limit(shownActs),
	]);
	return {
		address: row.address,
		passkeyId: row.passkeyId,
		balance: balance?.toString() ?? null,
		handedOver: weight === 0,
		addresses: addresses.map(({ address, usableAt }) => ({
			address,
			usableAt: usableAt?.toISOString() ?? null,
		})),
		acts: acts.map(({ managed_acts: act, paid_fees: fee }) => ({
			id: act.id,
			kind: act.kind,
			at: act.signedAt!.toISOString(),
			shown: act.shown,
			hash: act.hash,
			state: fee?.state ?? 'signed',
		})),
	};
}

/** The weight of the account's own key; null if there is no account. */
async function ownWeight(rpcUrl: string, address: string): Promise<number | null> {
	const key = accountKey(address);
	const entry = (await ledgerEntries(rpcUrl, [key])).get(key);
	const data = entry && xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	return data?.type === 'account' ? data.account.thresholds.toXdrObject()[0]! : null;
}
