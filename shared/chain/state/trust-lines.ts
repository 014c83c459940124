import { Asset, Keypair, xdr } from '@stellar/stellar-sdk';
import { ledgerEntries } from '../rpc.ts';

/** TrustLineEntry.flags: AUTHORIZED_FLAG. */
const authorised = 1;

/** The ledger key (base64) of an account's trust line for an asset (`CODE:G…`). */
export function trustLineKey(account: string, asset: string): string {
	const [code, issuer] = asset.split(':') as [string, string];
	const accountId = Keypair.fromPublicKey(account).xdrAccountId();
	const line = { accountId, asset: new Asset(code, issuer).toTrustLineXdrObject() };
	return xdr.LedgerKey.trustline(new xdr.LedgerKeyTrustLine(line)).toXdr('base64');
}

/** The trust line in a ledger entry (base64), null if there is no entry, or it is not a trust line. */
export function trustLineIn(entry: string | undefined): xdr.TrustLineEntry | null {
	const data = entry === undefined ? undefined : xdr.LedgerEntryData.fromXdr(entry, 'base64');
	return data?.type === 'trustline' ? data.trustLine : null;
}

/** Whether its issuer lets it pay and be paid. The weaker AUTHORIZED_TO_MAINTAIN_LIABILITIES does not. */
export const isAuthorised = ({ flags }: xdr.TrustLineEntry): boolean => (flags & authorised) !== 0;

/** What an account holds of an asset (`CODE:G…`), in stroops; null if it has no trust line for it. */
export async function holdingOf(rpcUrl: string, asset: string, account: string): Promise<bigint | null> {
	const key = trustLineKey(account, asset);
	return trustLineIn((await ledgerEntries(rpcUrl, [key])).get(key)?.xdr)?.balance ?? null;
}
