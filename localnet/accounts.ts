import type { Overlay } from './state.ts';
import type { Account, Asset, LedgerKey, PublicKey, TrustLine, TrustLineAsset } from './wire.ts';

/** Stroops of XLM an account must keep for itself and for each of its subentries. */
export const baseReserve = 5_000_000n;

export const accountKey = (accountId: PublicKey): LedgerKey => ({ type: 0, account: { accountId } });
export const trustLineKey = (accountId: PublicKey, asset: TrustLineAsset): LedgerKey => ({
	type: 1,
	trustLine: { accountId, asset },
});

export function readAccount(state: Overlay, id: PublicKey): Account | null {
	const data = state.read(accountKey(id))?.data;
	return data?.type === 0 ? data.account : null;
}

export function writeAccount(state: Overlay, account: Account, ledger: number): void {
	state.write(accountKey(account.accountId), { type: 0, account }, ledger);
}

export function readTrustLine(state: Overlay, id: PublicKey, asset: TrustLineAsset): TrustLine | null {
	const data = state.read(trustLineKey(id, asset))?.data;
	return data?.type === 1 ? data.trustLine : null;
}

export function writeTrustLine(state: Overlay, line: TrustLine, ledger: number): void {
	state.write(trustLineKey(line.accountId, line.asset), { type: 1, trustLine: line }, ledger);
}

export function newAccount(accountId: PublicKey, balance: bigint, ledger: number): Account {
	return {
		accountId,
		balance,
		seqNum: BigInt(ledger) << 32n,
		numSubEntries: 0,
		inflationDest: null,
		flags: 0,
		homeDomain: '' as never,
		thresholds: new Uint8Array([1, 0, 0, 0]),
		signers: [],
		ext: { v: 0 },
	};
}

export const minimumBalance = (account: Account): bigint =>
	(2n + BigInt(account.numSubEntries)) * baseReserve;
export const spendable = (account: Account): bigint => account.balance - minimumBalance(account);

export function issuer(asset: Asset | TrustLineAsset): PublicKey | null {
	if (asset.type === 1) return asset.alphaNum4.issuer;
	if (asset.type === 2) return asset.alphaNum12.issuer;
	return null;
}
