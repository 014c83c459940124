import { xdr } from '@stellar/stellar-sdk';
import { ledgerEntries } from '../rpc.ts';
import type { RpcError } from '../rpc-node.ts';
import { serverOf } from '../rpc-server.ts';
import { accountKey } from './read-account.ts';

/** Stroops of XLM. */
export type SpendableXlm = { spendable: bigint; baseReserve: bigint };
export type SpendableXlmError = RpcError;

/**
 * What an account may spend: its balance less its reserves, and less what its offers sell. Below zero if its reserve
 * is not there. Null if there is no such account. Throws SpendableXlmError.
 */
export async function spendableXlm(
	chain: { rpcUrl: string; passphrase: string },
	address: string,
): Promise<SpendableXlm | null> {
	const key = accountKey(address);
	const entry = (await ledgerEntries(chain.rpcUrl, [key])).get(key);
	const data = entry && xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	if (data?.type !== 'account') return null;
	const { headerXdr } = await serverOf(chain).getLatestLedger();
	const baseReserve = BigInt(headerXdr.baseReserve);
	return { spendable: BigInt(data.account.balance) - lockedBy(data.account, baseReserve), baseReserve };
}

/** Stroops that an account may not spend. */
function lockedBy(account: xdr.AccountEntry, baseReserve: bigint): bigint {
	const { ext, numSubEntries } = account.toXdrObject();
	const v1 = ext.v === 1 ? ext.v1 : null;
	const v2 = v1?.ext.v === 2 ? v1.ext.v2 : null;
	const reserves = 2 + numSubEntries + (v2?.numSponsoring ?? 0) - (v2?.numSponsored ?? 0);
	return BigInt(reserves) * baseReserve + (v1?.liabilities.selling ?? 0n);
}
