import { SignerKey, xdr } from '@stellar/stellar-sdk';
import { accountKey, extensionOf } from '../accounts.ts';
import type { Network } from '../network.ts';
import { keyText } from '../state.ts';
import {
	type Account,
	decodeEntry,
	encodeKey,
	type LedgerEntry,
	type PublicKey,
	type TrustLine,
} from '../xdr-types.ts';
import { notFound } from './problem.ts';
import { addressOf, amountText, assetFields, assetOf, closedAt } from './text.ts';

const noLiabilities = { buying: 0n, selling: 0n };
const authorised = 1;
const maintainLiabilities = 2;
const clawback = 4;

/** Types of signer keys as XDR numbers them. */
const signerTypes = ['ed25519_public_key', 'preauth_tx', 'sha256_hash', 'ed25519_signed_payload'] as const;

/** Horizon's whole record of an account, from its ledger entries. Throws a Problem if there is none. */
export function accountRecord(network: Network, id: PublicKey, base: string) {
	const found = network.store.get(keyText(encodeKey(accountKey(id))));
	if (!found) throw notFound();
	const entry = decodeEntry(found.entry);
	if (entry.data.type !== 0) throw notFound();
	const { account } = entry.data;
	const { numSponsored, numSponsoring, seqLedger, seqTime } = extensionOf(account);
	const address = addressOf(id);
	const homeDomain = account.homeDomain.toString();
	return {
		_links: links(`${base}/accounts/${address}`),
		id: address,
		account_id: address,
		sequence: account.seqNum.toString(),
		...(seqLedger ? { sequence_ledger: seqLedger, sequence_time: seqTime.toString() } : {}),
		subentry_count: account.numSubEntries,
		...(account.inflationDest ? { inflation_destination: addressOf(account.inflationDest) } : {}),
		...(homeDomain ? { home_domain: homeDomain } : {}),
		last_modified_ledger: entry.lastModifiedLedgerSeq,
		last_modified_time: closedAt(network, entry.lastModifiedLedgerSeq),
		thresholds: {
			low_threshold: account.thresholds[1],
			med_threshold: account.thresholds[2],
			high_threshold: account.thresholds[3],
		},
		flags: flagsOf(account.flags),
		balances: [...trustLines(network, account).map(balanceOf), nativeBalance(account)],
		signers: signersOf(account),
		data: dataOf(network, account),
		num_sponsoring: numSponsoring,
		num_sponsored: numSponsored,
		...sponsorOf(entry),
		paging_token: address,
	};
}

/** The flags of an issuer's account. */
export const flagsOf = (flags: number) => ({
	auth_required: (flags & 1) !== 0,
	auth_revocable: (flags & 2) !== 0,
	auth_immutable: (flags & 4) !== 0,
	auth_clawback_enabled: (flags & 8) !== 0,
});

function links(self: string) {
	const paged = (name: string) => ({ href: `${self}/${name}{?cursor,limit,order}`, templated: true });
	return {
		self: { href: self },
		transactions: paged('transactions'),
		operations: paged('operations'),
		payments: paged('payments'),
		effects: paged('effects'),
		offers: paged('offers'),
		trades: paged('trades'),
		data: { href: `${self}/data/{key}`, templated: true },
	};
}

function sponsorOf({ ext }: LedgerEntry): { sponsor?: string } {
	return ext.v === 1 && ext.v1.sponsoringId ? { sponsor: addressOf(ext.v1.sponsoringId) } : {};
}

/** An account's entries of one kind. An account without subentries has none, which saves the search. */
function entriesOf(network: Network, { accountId, numSubEntries }: Account, type: number): LedgerEntry[] {
	if (numSubEntries === 0) return [];
	const start = encodeKey(accountKey(accountId)).slice();
	new DataView(start.buffer).setUint32(0, type);
	return [...network.store.startingWith(keyText(start))].map((stored) => decodeEntry(stored.entry));
}

type Line = { line: TrustLine; entry: LedgerEntry };

const trustLines = (network: Network, account: Account): Line[] =>
	entriesOf(network, account, 1).flatMap((entry) =>
		entry.data.type === 1 ? [{ line: entry.data.trustLine, entry }] : [],
	);

function balanceOf({ line, entry }: Line): object {
	const { buying, selling } = line.ext.v === 1 ? line.ext.v1.liabilities : noLiabilities;
	return {
		balance: amountText(line.balance),
		limit: amountText(line.limit),
		buying_liabilities: amountText(buying),
		selling_liabilities: amountText(selling),
		...sponsorOf(entry),
		last_modified_ledger: entry.lastModifiedLedgerSeq,
		is_authorized: (line.flags & authorised) !== 0,
		// An authorised line may keep its offers too.
		is_authorized_to_maintain_liabilities: (line.flags & (authorised | maintainLiabilities)) !== 0,
		is_clawback_enabled: (line.flags & clawback) !== 0,
		...assetFields(assetOf(line.asset)!),
	};
}

function nativeBalance({ balance, ext }: Account): object {
	const { buying, selling } = ext.v === 1 ? ext.v1.liabilities : noLiabilities;
	return {
		balance: amountText(balance),
		buying_liabilities: amountText(buying),
		selling_liabilities: amountText(selling),
		asset_type: 'native',
	};
}

/** The account's own key comes last, even if its weight is 0. */
function signersOf(account: Account): object[] {
	const { signerSponsors } = extensionOf(account);
	const others = account.signers.map(({ key, weight }, i) => ({
		weight,
		key: SignerKey.encodeSignerKey(xdr.SignerKey.fromXdrObject(key)),
		type: signerTypes[key.type],
		...(signerSponsors[i] ? { sponsor: addressOf(signerSponsors[i]) } : {}),
	}));
	const own = { weight: account.thresholds[0], key: addressOf(account.accountId), type: signerTypes[0] };
	return [...others, own];
}

function dataOf(network: Network, account: Account): Record<string, string> {
	return Object.fromEntries(
		entriesOf(network, account, 3).flatMap(({ data }) =>
			data.type === 3
				? [[data.data.dataName.toString(), Buffer.from(data.data.dataValue).toString('base64')]]
				: [],
		),
	);
}

/** The accounts that list this key as a signer, their own key included. */
export function accountsSignedBy(network: Network, signer: PublicKey, base: string) {
	const everyAccount = '\0\0\0\0';
	const found = [];
	for (const { entry } of network.store.startingWith(everyAccount)) {
		if (!Buffer.from(entry).includes(Buffer.from(signer.ed25519))) continue;
		const { data } = decodeEntry(entry);
		if (data.type === 0 && signs(data.account, signer)) found.push(data.account.accountId);
	}
	return found.map((id) => accountRecord(network, id, base));
}

function signs(account: Account, signer: PublicKey): boolean {
	const same = (key: Uint8Array) => Buffer.compare(key, signer.ed25519) === 0;
	return (
		same(account.accountId.ed25519) || account.signers.some(({ key }) => key.type === 0 && same(key.ed25519))
	);
}
