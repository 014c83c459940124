import { Asset, StrKey, xdr } from '@stellar/stellar-sdk';
import { issuer } from './accounts.ts';
import type { OperationContext } from './operations/operation.ts';
import {
	type ContractEvent,
	type Memo,
	type Muxed,
	type PublicKey,
	sameKey,
	type Asset as WireAsset,
} from './xdr-types.ts';

/**
 * CAP-67: what a classic operation does to an asset, as the event that the asset's contract would publish.
 * Classic and contract transactions then report money in the same form.
 */

type Value = ContractEvent['body']['v0']['data'];
export type Party = { account: PublicKey } | { claimableBalance: Uint8Array };

const symbol = (text: string): Value => xdr.ScVal.scvSymbol(text).toXdrObject() as Value;
const string = (text: string): Value => xdr.ScVal.scvString(text).toXdrObject() as Value;

const addressOf = (party: Party): Value =>
	({
		type: 18,
		address:
			'account' in party
				? { type: 0, accountId: party.account }
				: { type: 3, claimableBalanceId: { type: 0, v0: party.claimableBalance } },
	}) as Value;

function i128(amount: bigint): Value {
	return { type: 10, i128: { hi: amount >> 64n, lo: BigInt.asUintN(64, amount) } } as Value;
}

function publish(c: OperationContext, asset: WireAsset, topics: Value[], data: Value): void {
	const known = Asset.fromOperation(xdr.Asset.fromXdrObject(asset));
	const contractId = StrKey.decodeContract(known.contractId(c.passphrase));
	const name = known.isNative() ? 'native' : `${known.getCode()}:${known.getIssuer()}`;
	c.events.push({
		ext: { v: 0 },
		contractId,
		type: 1,
		body: { v: 0, v0: { topics: [...topics, string(name)], data } },
	});
}

/** An issuer's payment is a mint, a payment to the issuer a burn. `mark` names the receiver behind an address. */
export function moved(
	c: OperationContext,
	asset: WireAsset,
	from: Party,
	to: Party,
	amount: bigint,
	mark: Value | null = null,
): void {
	const maker = issuer(asset);
	const makes = (party: Party) => maker !== null && 'account' in party && sameKey(party.account, maker);
	const data = mark
		? ({
				type: 17,
				map: [
					{ key: symbol('amount'), val: i128(amount) },
					{ key: symbol('to_muxed_id'), val: mark },
				],
			} as Value)
		: i128(amount);
	if (makes(from) === makes(to)) {
		publish(c, asset, [symbol('transfer'), addressOf(from), addressOf(to)], data);
	} else if (makes(from)) publish(c, asset, [symbol('mint'), addressOf(to)], data);
	else publish(c, asset, [symbol('burn'), addressOf(from)], i128(amount));
}

export function clawedBack(c: OperationContext, asset: WireAsset, from: Party, amount: bigint): void {
	publish(c, asset, [symbol('clawback'), addressOf(from)], i128(amount));
}

export function authorisationSet(
	c: OperationContext,
	asset: WireAsset,
	holder: PublicKey,
	on: boolean,
): void {
	const topics = [symbol('set_authorized'), addressOf({ account: holder })];
	publish(c, asset, topics, { type: 0, b: on } as Value);
}

/** The id of a muxed receiver, else the transaction's memo. */
export function markOf(to: Muxed | PublicKey, memo: Memo): Value | null {
	const u64 = (value: bigint) => ({ type: 5, u64: value }) as Value;
	if ('med25519' in to) return u64(to.med25519.id);
	switch (memo.type) {
		case 1:
			return { type: 14, str: memo.text } as unknown as Value;
		case 2:
			return u64(memo.id);
		case 3:
			return { type: 13, bytes: memo.hash } as unknown as Value;
		case 4:
			return { type: 13, bytes: memo.retHash } as unknown as Value;
		default:
			return null;
	}
}
