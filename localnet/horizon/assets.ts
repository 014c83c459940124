import type { Asset } from '@stellar/stellar-sdk';
import { issuer, readAccount } from '../accounts.ts';
import type { Network } from '../network.ts';
import { Overlay } from '../state.ts';
import { decodeEntry, type PublicKey, type TrustLine } from '../xdr-types.ts';
import { flagsOf } from './account.ts';
import { amountText, assetFields, assetOf } from './text.ts';

const everyTrustLine = '\0\0\0\x01';
const kinds = ['authorized', 'authorized_to_maintain_liabilities', 'unauthorized'] as const;
type Kind = (typeof kinds)[number];
type Totals = Record<Kind, { accounts: number; balance: bigint }>;

/**
 * Each asset that somebody has a trust line for, with how much of it is held. What contracts and claimable balances
 * hold is not counted.
 */
export function assetRecords(network: Network, code: string | null, issuedBy: PublicKey | null) {
	const totals = new Map<string, { asset: Asset; issuer: PublicKey; totals: Totals }>();
	for (const { entry } of network.store.startingWith(everyTrustLine)) {
		if (issuedBy && !Buffer.from(entry).includes(Buffer.from(issuedBy.ed25519))) continue;
		const { data } = decodeEntry(entry);
		if (data.type === 1) count(totals, data.trustLine, code, issuedBy);
	}
	const state = new Overlay(network.store);
	return [...totals.values()].map(({ asset, issuer: maker, totals: sums }) => {
		const account = readAccount(state, maker);
		const pick = (what: (kind: Kind) => unknown) => Object.fromEntries(kinds.map((k) => [k, what(k)]));
		return {
			_links: { toml: { href: domainFile(account?.homeDomain.toString() ?? '') } },
			...assetFields(asset),
			paging_token: `${asset.getCode()}_${asset.getIssuer()}_${asset.getAssetType()}`,
			contract_id: asset.contractId(network.passphrase),
			accounts: pick((kind) => sums[kind].accounts),
			balances: pick((kind) => amountText(sums[kind].balance)),
			num_claimable_balances: 0,
			num_liquidity_pools: 0,
			num_contracts: 0,
			claimable_balances_amount: amountText(0n),
			liquidity_pools_amount: amountText(0n),
			contracts_amount: amountText(0n),
			flags: flagsOf(account?.flags ?? 0),
		};
	});
}

const domainFile = (domain: string): string => (domain ? `https://${domain}/.well-known/stellar.toml` : '');

function count(
	all: Map<string, { asset: Asset; issuer: PublicKey; totals: Totals }>,
	line: TrustLine,
	code: string | null,
	issuedBy: PublicKey | null,
): void {
	const asset = assetOf(line.asset);
	const maker = issuer(line.asset);
	if (!asset || !maker || (code !== null && asset.getCode() !== code)) return;
	if (issuedBy && Buffer.compare(maker.ed25519, issuedBy.ed25519) !== 0) return;
	const nothing = () =>
		Object.fromEntries(kinds.map((kind) => [kind, { accounts: 0, balance: 0n }])) as Totals;
	const known = all.get(asset.toString()) ?? { asset, issuer: maker, totals: nothing() };
	all.set(asset.toString(), known);
	const sum = known.totals[kinds[line.flags & 1 ? 0 : line.flags & 2 ? 1 : 2]];
	sum.accounts++;
	sum.balance += line.balance;
}
