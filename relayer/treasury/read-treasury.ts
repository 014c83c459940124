import type { xdr } from '@stellar/stellar-sdk';
import { entriesAt } from '#shared/chain/rpc.ts';
import { isAuthorised, trustLineIn, trustLineKey } from '#shared/chain/state/trust-lines.ts';
import type { Database } from '../models/schema.ts';
import { recordBalance } from './usdc.ts';

/** The account that holds the treasury's USDC: a classic account and its trust line. `asset` is `USDC:G…`. */
export type Treasury = { address: string; asset: string };

/** Reads from the ledger how much the treasury can pay. */
export async function readTreasury(
	db: Database,
	rpcUrl: string,
	{ address, asset }: Treasury,
	now: Date,
): Promise<void> {
	const key = trustLineKey(address, asset);
	const { found, latestLedger } = await entriesAt(rpcUrl, [key]);
	const line = trustLineIn(found.get(key)?.xdr);
	const balance = line ? spendable(line) : 0n;
	await recordBalance(db, balance, latestLedger, now);
}

/** A frozen trust line pays nothing. USDC that our own offers already sell is not available either. Stroops. */
export function spendable(line: xdr.TrustLineEntry): bigint {
	if (!isAuthorised(line)) return 0n;
	const { balance, ext } = line;
	const selling = ext.type === 'v1' ? ext.v1.liabilities.selling : 0n;
	return balance - selling;
}
