import { Account, Keypair, xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { ledgerEntries } from '../rpc.ts';
import type { RpcError } from '../rpc-node.ts';

export type ReadAccountError = RpcError | PassaError<'ACCOUNT_UNKNOWN' | 'ENTRY_UNEXPECTED'>;

/** The ledger key (base64) of an account. */
export function accountKey(address: string): string {
	const accountId = Keypair.fromPublicKey(address).xdrPublicKey();
	return xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId })).toXdr('base64');
}

/**
 * An account with its sequence number. Throws ReadAccountError. ACCOUNT_UNKNOWN means that there is no such account.
 * The SDK's own `getAccount` says that also when the RPC is unreachable.
 */
export async function readAccount(rpcUrl: string, address: string): Promise<Account> {
	const key = accountKey(address);
	const entry = (await ledgerEntries(rpcUrl, [key])).get(key);
	if (!entry)
		throw new PassaError('ACCOUNT_UNKNOWN', `The account ${address} does not exist on this network.`);
	const data = xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	if (data.type !== 'account') throw new PassaError('ENTRY_UNEXPECTED', 'The entry is not an account.');
	return new Account(address, data.account.seqNum.toString());
}
