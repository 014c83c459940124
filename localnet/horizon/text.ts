import { Asset, StrKey, xdr } from '@stellar/stellar-sdk';
import type { Network } from '../network.ts';
import type { PublicKey, TrustLineAsset, Asset as WireAsset } from '../xdr-types.ts';
import { badRequest } from './problem.ts';

/** Stroops as Horizon writes an amount: seven decimals. */
export function amountText(stroops: bigint): string {
	const whole = stroops / 10_000_000n;
	return `${whole}.${(stroops % 10_000_000n).toString().padStart(7, '0')}`;
}

/** Unix seconds as Horizon writes a time. */
export const timeText = (seconds: number): string =>
	new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

export const addressOf = (id: PublicKey): string => StrKey.encodeEd25519PublicKey(id.ed25519);

/** The account in a path or a parameter. Throws a Problem that names the field. */
export function accountIn(text: string, field: string): PublicKey {
	if (!StrKey.isValidEd25519PublicKey(text)) {
		throw badRequest(field, 'Account ID must start with `G` and contain 56 alphanum characters');
	}
	return { type: 0, ed25519: StrKey.decodeEd25519PublicKey(text) };
}

type AssetFields = { asset_type: string; asset_code?: string; asset_issuer?: string };

export function assetFields(asset: Asset): AssetFields {
	if (asset.isNative()) return { asset_type: 'native' };
	return {
		asset_type: asset.getAssetType(),
		asset_code: asset.getCode(),
		asset_issuer: asset.getIssuer()!,
	};
}

/** null for the shares of a liquidity pool, which this network does not have. */
export function assetOf(asset: WireAsset | TrustLineAsset): Asset | null {
	if (asset.type === 3) return null;
	return Asset.fromOperation(xdr.Asset.fromXdrObject(asset));
}

export const closedAt = (network: Network, ledger: number): string =>
	timeText(network.store.closeTime(ledger));
