import type { Overlay } from './state.ts';
import type { Account, Asset, LedgerKey, PublicKey, TrustLine, TrustLineAsset } from './xdr-types.ts';

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

/** What the three extensions of an account hold. `signerSponsors` goes place by place with `signers`. */
export type Extension = {
	numSponsored: number;
	numSponsoring: number;
	signerSponsors: (PublicKey | null)[];
	/** Where the sequence number was last used: 0 for never. */
	seqLedger: number;
	seqTime: bigint;
};

export function extensionOf({ ext, signers }: Account): Extension {
	const v2 = ext.v === 1 && ext.v1.ext.v === 2 ? ext.v1.ext.v2 : null;
	const v3 = v2?.ext.v === 3 ? v2.ext.v3 : null;
	return {
		numSponsored: v2?.numSponsored ?? 0,
		numSponsoring: v2?.numSponsoring ?? 0,
		signerSponsors: v2?.signerSponsoringIDs ?? signers.map(() => null),
		seqLedger: v3?.seqLedger ?? 0,
		seqTime: v3?.seqTime ?? 0n,
	};
}

export function withExtension(account: Account, changed: Partial<Extension>): Account {
	const e = { ...extensionOf(account), ...changed };
	const liabilities = account.ext.v === 1 ? account.ext.v1.liabilities : { buying: 0n, selling: 0n };
	const v3 = { ext: { v: 0 as const }, seqLedger: e.seqLedger, seqTime: e.seqTime };
	const v2 = {
		numSponsored: e.numSponsored,
		numSponsoring: e.numSponsoring,
		signerSponsoringIDs: e.signerSponsors,
		ext: { v: 3 as const, v3 },
	};
	return { ...account, ext: { v: 1, v1: { liabilities, ext: { v: 2, v2 } } } };
}

function minimumBalance(account: Account): bigint {
	const { numSponsored, numSponsoring } = extensionOf(account);
	return BigInt(2 + account.numSubEntries + numSponsoring - numSponsored) * baseReserve;
}

export const spendable = (account: Account): bigint => account.balance - minimumBalance(account);

export function issuer(asset: Asset | TrustLineAsset): PublicKey | null {
	if (asset.type === 1) return asset.alphaNum4.issuer;
	if (asset.type === 2) return asset.alphaNum12.issuer;
	return null;
}
