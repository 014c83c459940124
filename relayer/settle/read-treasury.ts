import { xdr } from '@stellar/stellar-sdk';
import { entriesAt } from '#shared/chain/rpc.ts';
import { trustLineKey } from '../account-key.ts';
import type { Database } from '../models/schema.ts';
import { learnBalance } from './float.ts';

/** AUTHORIZED_FLAG. The weaker AUTHORIZED_TO_MAINTAIN_LIABILITIES lets nothing be paid. */
const authorised = 1;

/** Where the treasury's USDC lies: a classic account and its trust line. `asset` is `USDC:G…`. */
export type Treasury = { address: string; asset: string };

/** Reads from the ledger what the treasury can pay with. */
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
	const balance = data?.type === 'trustline' ? spendable(data.trustLine) : 0n;
	await learnBalance(db, balance, latestLedger, now);
}

/** A trust line that its issuer has frozen pays nothing; what offers of ours sell already, neither. Stroops. */
export function spendable({ balance, flags, ext }: xdr.TrustLineEntry): bigint {
	if ((flags & authorised) === 0) return 0n;
	const selling = ext.type === 'v1' ? ext.v1.liabilities.selling : 0n;
	return balance - selling;
}
