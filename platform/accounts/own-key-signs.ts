import { Keypair, xdr } from '@stellar/stellar-sdk';
import { ledgerEntries } from '#shared/chain/rpc.ts';
import { fromNetwork } from '../from-network.ts';

/**
 * Whether an address's own key is enough to act for its account. Owners of a stolen key give their account other signers
 * and take the weight from its own. Where the ledger has no such account yet, the key is all there is.
 */
export async function ownKeySigns(rpcUrl: string, address: string): Promise<boolean> {
	const accountId = Keypair.fromPublicKey(address).xdrPublicKey();
	const key = xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId })).toXdr('base64');
	const entry = (await fromNetwork(ledgerEntries(rpcUrl, [key]))).get(key);
	if (!entry) return true;
	const data = xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	if (data.type !== 'account') return false;
	const [own, , medium] = data.account.thresholds.toXdrObject();
	return own! > 0 && own! >= medium!;
}
