import { Keypair, StrKey, xdr } from '@stellar/stellar-sdk';
import { ledgerEntries } from '../rpc.ts';

/**
 * Whether these keys (G…) together may act for a Stellar account. After a theft, owners add other signers and remove
 * the stolen key's weight. An account that is not on the ledger yet has only its own key. Throws RpcError.
 */
export async function keysSign(rpcUrl: string, address: string, keys: readonly string[]): Promise<boolean> {
	const accountId = Keypair.fromPublicKey(address).xdrPublicKey();
	const key = xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId })).toXdr('base64');
	const entry = (await ledgerEntries(rpcUrl, [key])).get(key);
	if (!entry) return keys.includes(address);
	const data = xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	if (data.type !== 'account') return false;
	const [own, , medium] = data.account.thresholds.toXdrObject();
	const weights = new Map([[address, own!]]);
	for (const { key: signer, weight } of data.account.signers)
		if (signer.type === 'signerKeyTypeEd25519')
			weights.set(StrKey.encodeEd25519PublicKey(signer.ed25519.toXdrObject()), Number(weight));
	const weight = [...new Set(keys)].reduce((sum, each) => sum + (weights.get(each) ?? 0), 0);
	return weight > 0 && weight >= medium!;
}
