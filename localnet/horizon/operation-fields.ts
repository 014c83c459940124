import {
	type Asset,
	extractBaseAddress,
	MuxedAccount,
	type OperationRecord,
	SignerKey,
	StrKey,
	xdr,
} from '@stellar/stellar-sdk';
import type { ClaimPredicate } from '../xdr-types.ts';
import { assetFields, timeText } from './text.ts';

const accountFlags = {
	1: 'auth_required',
	2: 'auth_revocable',
	4: 'auth_immutable',
	8: 'auth_clawback_enabled',
};
const lineFlags = { 1: 'authorized', 2: 'authorized_to_maintain_liabilities', 4: 'clawback_enabled' };

/** What Horizon says of one kind of operation, beside what all have. `source` is the account it acts for. */
export function operationFields(op: OperationRecord, source: string): object {
	switch (op.type) {
		case 'createAccount':
			return { account: op.destination, funder: source, starting_balance: op.startingBalance };
		case 'payment':
			return { ...assetFields(op.asset), from: source, ...receiver(op.destination), amount: op.amount };
		case 'changeTrust': {
			const asset = op.line as Asset;
			const trustee = asset.getIssuer();
			return { ...assetFields(asset), trustee, trustor: source, limit: op.limit };
		}
		case 'accountMerge':
			return { account: source, into: extractBaseAddress(op.destination) };
		case 'manageData':
			return { name: op.name, value: op.value ? Buffer.from(op.value).toString('base64') : '' };
		case 'bumpSequence':
			return { bump_to: op.bumpTo };
		case 'setOptions':
			return optionFields(op);
		case 'setTrustLineFlags':
			return trustFlagFields(op);
		case 'beginSponsoringFutureReserves':
			return { sponsored_id: op.sponsoredId };
		case 'clawback':
			return { ...assetFields(op.asset), from: extractBaseAddress(op.from), amount: op.amount };
		case 'clawbackClaimableBalance':
			return { balance_id: op.balanceId };
		case 'extendFootprintTtl':
			return { extend_to: op.extendTo };
		case 'createClaimableBalance':
			return {
				asset: op.asset.toString(),
				amount: op.amount,
				claimants: op.claimants.map((claimant) => ({
					destination: claimant.destination,
					predicate: predicateFields(claimant.predicate.toXdrObject() as ClaimPredicate),
				})),
			};
		case 'claimClaimableBalance':
			return { balance_id: op.balanceId, claimant: source };
		default:
			return revokeFields(op);
	}
}

function receiver(address: string): object {
	if (!StrKey.isValidMed25519PublicKey(address)) return { to: address };
	const to = extractBaseAddress(address);
	return { to, to_muxed: address, to_muxed_id: MuxedAccount.fromAddress(address, '0').id() };
}

function named(prefix: string, flags: number | undefined, names: Record<number, string>): object {
	const set = Object.keys(names)
		.map(Number)
		.filter((flag) => (flags ?? 0) & flag);
	if (set.length === 0) return {};
	return { [prefix]: set, [`${prefix}_s`]: set.map((flag) => names[flag]) };
}

function optionFields(op: Extract<OperationRecord, { type: 'setOptions' }>): object {
	const { signer } = op as { signer?: Record<string, unknown> & { weight: number } };
	const fields = {
		signer_key: signer && signerText(signer),
		signer_weight: signer?.weight,
		master_key_weight: op.masterWeight,
		low_threshold: op.lowThreshold,
		med_threshold: op.medThreshold,
		high_threshold: op.highThreshold,
		home_domain: op.homeDomain?.toString(),
	};
	return {
		...fields,
		...named('set_flags', Number(op.setFlags ?? 0), accountFlags),
		...named('clear_flags', Number(op.clearFlags ?? 0), accountFlags),
	};
}

function signerText(signer: Record<string, unknown>): string {
	const text = (signer.ed25519PublicKey ?? signer.ed25519SignedPayload) as string | undefined;
	if (text) return text;
	const [type, bytes] = signer.sha256Hash ? [2, signer.sha256Hash] : [1, signer.preAuthTx];
	const arm = type === 2 ? 'hashX' : 'preAuthTx';
	const key = { type, [arm]: new Uint8Array(bytes as Uint8Array) };
	return SignerKey.encodeSignerKey(xdr.SignerKey.fromXdrObject(key as never));
}

function trustFlagFields(op: Extract<OperationRecord, { type: 'setTrustLineFlags' }>): object {
	const { authorized, authorizedToMaintainLiabilities, clawbackEnabled } = op.flags;
	const states = [authorized, authorizedToMaintainLiabilities, clawbackEnabled];
	const those = (state: boolean) => states.reduce((n, is, i) => (is === state ? n | (1 << i) : n), 0);
	return {
		...assetFields(op.asset),
		trustor: op.trustor,
		...named('set_flags', those(true), lineFlags),
		...named('clear_flags', those(false), lineFlags),
	};
}

function revokeFields(op: OperationRecord): object {
	switch (op.type as string) {
		case 'revokeAccountSponsorship':
			return { account_id: (op as never as { account: string }).account };
		case 'revokeTrustlineSponsorship': {
			const { account, asset } = op as never as { account: string; asset: Asset };
			return { trustline_account_id: account, trustline_asset: asset.toString() };
		}
		case 'revokeDataSponsorship': {
			const { account, name } = op as never as { account: string; name: string };
			return { data_account_id: account, data_name: name };
		}
		case 'revokeClaimableBalanceSponsorship':
			return { claimable_balance_id: (op as never as { balanceId: string }).balanceId };
		case 'revokeSignerSponsorship': {
			const { account, signer } = op as never as { account: string; signer: Record<string, unknown> };
			return { signer_account_id: account, signer_key: signerText(signer) };
		}
		default:
			return {};
	}
}

function predicateFields(p: ClaimPredicate): object {
	switch (p.type) {
		case 1:
			return { and: p.andPredicates.map(predicateFields) };
		case 2:
			return { or: p.orPredicates.map(predicateFields) };
		case 3:
			return p.notPredicate ? { not: predicateFields(p.notPredicate) } : {};
		case 4:
			return { abs_before: timeText(Number(p.absBefore)), abs_before_epoch: p.absBefore.toString() };
		case 5:
			return { rel_before: p.relBefore.toString() };
		default:
			return { unconditional: true };
	}
}
