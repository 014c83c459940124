import { Asset, Keypair, xdr } from '@stellar/stellar-sdk';

const accountId = (address: string) => Keypair.fromPublicKey(address).xdrAccountId();

/** The ledger key (base64) of an account. */
export const accountKey = (address: string): string =>
	xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: accountId(address) })).toXdr('base64');

/** The ledger key (base64) of an account's trust line for an asset (`CODE:G…`). */
export function trustLineKey(address: string, asset: string): string {
	const [code, issuer] = asset.split(':') as [string, string];
	const line = new Asset(code, issuer).toTrustLineXdrObject();
	return xdr.LedgerKey.trustline(
		new xdr.LedgerKeyTrustLine({ accountId: accountId(address), asset: line }),
	).toXdr('base64');
}
