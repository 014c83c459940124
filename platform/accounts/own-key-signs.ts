import { Keypair, xdr } from '@stellar/stellar-sdk';
import { ledgerEntries } from '#shared/chain/rpc.ts';
import { callNetwork } from '../call-network.ts';

/**
 * Whether an address's own key is enough to act for its Stellar account. After a theft, owners add other signers and
 * remove the stolen key's weight. An account that is not on the ledger yet has only its own key. Throws
 * CallNetworkError.
 */
export async function ownKeySigns(rpcUrl: string, address: string): Promise<boolean> {
	const accountId = Keypair.fromPublicKey(address).xdrPublicKey();
	const key = xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId })).toXdr('base64');
	const entry = (await callNetwork(ledgerEntries(rpcUrl, [key]))).get(key);
	if (!entry) return true;
	const data = xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	if (data.type !== 'account') return false;
	const [own, , medium] = data.account.thresholds.toXdrObject();
	return own! > 0 && own! >= medium!;
}
