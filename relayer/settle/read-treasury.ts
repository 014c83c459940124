import { xdr } from '@stellar/stellar-sdk';
import { entriesAt } from '#shared/chain/rpc.ts';
import { trustLineKey } from '../account-key.ts';
import type { Database } from '../models/schema.ts';
import { learnBalance } from './float.ts';

/** Where the treasury's USDC lies: a classic account and its trust line. `asset` is `USDC:G…`. */
export type Treasury = { address: string; asset: string };

/** Reads the treasury's balance from the ledger; without a trust line it has none. */
export async function readTreasury(
	db: Database,
	rpcUrl: string,
	{ address, asset }: Treasury,
	now: Date,
): Promise<void> {
	const key = trustLineKey(address, asset);
	const { found, latestLedger } = await entriesAt(rpcUrl, [key]);
	const entry = found.get(key);
	const data = entry && xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	const balance = data?.type === 'trustline' ? BigInt(data.trustLine.balance) : 0n;
	await learnBalance(db, balance, latestLedger, now);
}
