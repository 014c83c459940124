import { Address, nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import { digest } from '../digest.ts';

/**
 * Ids of orders (59 bits) and tickets (order << 5 | index): see contracts/event/src/ids.rs. Both versions number them in
 * the same way.
 */
export const boughtOrderId = (buyer: string, nonce: bigint, tier: number): bigint =>
	hashedOrderId('buy', buyer, nonce, tier);

/** A complimentary ticket's order. Version 1 has none. */
export const mintedOrderId = (to: string, nonce: bigint, tier: number): bigint =>
	hashedOrderId('mint', to, nonce, tier);

function hashedOrderId(how: 'buy' | 'mint', address: string, nonce: bigint, tier: number): bigint {
	const preimage = xdr.ScVal.scvVec([
		xdr.ScVal.scvSymbol(how),
		new Address(address).toScVal(),
		nativeToScVal(nonce, { type: 'u64' }),
		nativeToScVal(tier, { type: 'u32' }),
	]);
	const hashed = digest(preimage.toXdr());
	return new DataView(hashed.buffer, hashed.byteOffset).getBigUint64(0) >> 6n;
}

const settledBit = 1n << 58n;

export const settledOrderId = (lane: number, seq: number, index: number): bigint =>
	settledBit | (BigInt(lane) << 38n) | (BigInt(seq) << 6n) | BigInt(index);

/** Whether the order was settled in fiat: its seats are those that were set aside for it. */
export const isSettled = (order: bigint): boolean => (order & settledBit) !== 0n;

export const ticketId = (order: bigint, index: number): bigint => (order << 5n) | BigInt(index);

export const orderOf = (ticket: bigint): { order: bigint; index: number } => ({
	order: ticket >> 5n,
	index: Number(ticket & 31n),
});

/**
 * The address where a registry deploys an organizer's event. Nobody else can put a contract there. See
 * contracts/registry/src/create.rs.
 */
export function eventAddress(passphrase: string, registry: string, organizer: string, nonce: bigint): string {
	const salt = xdr.ScVal.scvVec([new Address(organizer).toScVal(), nativeToScVal(nonce, { type: 'u64' })]);
	return contractAddress(passphrase, registry, digest(salt.toXdr()));
}

/** The address of a contract that `deployer` deploys with this salt. */
export function contractAddress(passphrase: string, deployer: string, salt: Uint8Array): string {
	const preimage = xdr.HashIdPreimage.envelopeTypeContractId(
		new xdr.HashIdPreimageContractId({
			networkId: digest(new TextEncoder().encode(passphrase)),
			contractIdPreimage: xdr.ContractIdPreimage.contractIdPreimageFromAddress(
				new xdr.ContractIdPreimageFromAddress({ address: new Address(deployer).toScAddress(), salt }),
			),
		}),
	);
	return StrKey.encodeContract(digest(preimage.toXdr()));
}
