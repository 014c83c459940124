import { Asset, extractBaseAddress, Keypair, StrKey, xdr } from '@stellar/stellar-sdk';
import { ledgerEntries } from './rpc.ts';

/** TrustLineEntry.flags: the issuer lets it be paid. */
const authorised = 1;

/**
 * Which of these payees cannot be paid an asset (`CODE:G…`) now: no account, no trust line, or one that the issuer froze.
 * Contracts (C…) hold balances of their own and need none.
 */
export async function notReceiving(rpcUrl: string, asset: string, payees: string[]): Promise<string[]> {
	const [code, issuer] = asset.split(':') as [string, string];
	const line = new Asset(code, issuer).toTrustLineXdrObject();
	const lineOf = (payee: string): string | null => {
		if (StrKey.isValidContract(payee)) return null;
		const account = extractBaseAddress(payee);
		// An issuer holds none of its own.
		if (account === issuer) return null;
		const accountId = Keypair.fromPublicKey(account).xdrAccountId();
		return xdr.LedgerKey.trustline(new xdr.LedgerKeyTrustLine({ accountId, asset: line })).toXdr('base64');
	};
	const lines = payees.map(lineOf);
	const found = await ledgerEntries(rpcUrl, [...new Set(lines.filter((key) => key !== null))]);
	return payees.filter((_, i) => {
		const key = lines[i];
		const entry = key && found.get(key);
		return key && !(entry && isOpen(entry.xdr));
	});
}

/** What an account holds of an asset (`CODE:G…`), in stroops; null where it has no trust line for it. */
export async function holdingOf(rpcUrl: string, asset: string, account: string): Promise<bigint | null> {
	const [code, issuer] = asset.split(':') as [string, string];
	const accountId = Keypair.fromPublicKey(account).xdrAccountId();
	const line = { accountId, asset: new Asset(code, issuer).toTrustLineXdrObject() };
	const key = xdr.LedgerKey.trustline(new xdr.LedgerKeyTrustLine(line)).toXdr('base64');
	const entry = (await ledgerEntries(rpcUrl, [key])).get(key);
	const data = entry && xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	return data?.type === 'trustline' ? data.trustLine.balance : null;
}

function isOpen(entry: string): boolean {
	const data = xdr.LedgerEntryData.fromXdr(entry, 'base64');
	return data.type === 'trustline' && (data.trustLine.flags & authorised) !== 0;
}
