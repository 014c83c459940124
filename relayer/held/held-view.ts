import { xdr } from '@stellar/stellar-sdk';
import { and, desc, eq } from 'drizzle-orm';
import { ledgerEntries } from '#shared/chain/rpc.ts';
import { accountKey } from '#shared/chain/state/read-account.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { type HeldKind, heldAccounts, heldActs } from '../models/held.ts';
import { paidFees } from '../models/paid-fees.ts';
import { addressesOf } from './addresses.ts';
import { type HeldDeps, siteOf } from './held-deps.ts';
import { resetFor, signingPasskeys } from './passkeys.ts';

const shownActs = 20;

export type HeldView = {
	address: string;
	/** Those that sign for it. `settledAt`: from when it may remove others; null: its owner was not notified of it yet. */
	passkeys: { id: string; name: string; createdAt: string; settledAt: string | null }[];
	/** Support decided that its lost passkeys may be replaced, and nobody has done it yet. */
	renewable: boolean;
	/** Stroops of USDC; null: not on the network yet. */
	balance: string | null;
	/** Its person's own wallet signs for it, and our key no more. */
	handedOver: boolean;
	addresses: { address: string; usableAt: string | null }[];
	acts: { id: string; kind: HeldKind; at: string; shown: string; hash: string | null; state: string }[];
};

/** The account that is held for a person; null: none. */
export async function heldOf(deps: HeldDeps, account: string): Promise<HeldView | null> {
	siteOf(deps);
	const { db, chain, asset } = deps;
	const [row] = await db.select().from(heldAccounts).where(eq(heldAccounts.account, account));
	if (!row) return null;
	const [balance, weight, addresses, passkeys, renewable, acts] = await Promise.all([
		holdingOf(chain.rpcUrl, asset, row.address),
		ownWeight(chain.rpcUrl, row.address),
		addressesOf(db, account),
		signingPasskeys(db, account),
		resetFor(deps, account).then(
			() => true,
			() => false,
		),
		db
			.select()
			.from(heldActs)
			.leftJoin(paidFees, eq(paidFees.innerHash, heldActs.hash))
			.where(and(eq(heldActs.account, account), eq(heldActs.state, 'signed')))
			.orderBy(desc(heldActs.signedAt))
			.limit(shownActs),
	]);
	return {
		address: row.address,
		passkeys: passkeys.map(({ passkeyId, name, createdAt, settledAt }) => ({
			id: passkeyId,
			name,
			createdAt: createdAt.toISOString(),
			settledAt: settledAt?.toISOString() ?? null,
		})),
		renewable,
		balance: balance?.toString() ?? null,
		handedOver: weight === 0,
		addresses: addresses.map(({ address, usableAt }) => ({
			address,
			usableAt: usableAt?.toISOString() ?? null,
		})),
		acts: acts.map(({ held_acts: act, paid_fees: fee }) => ({
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
