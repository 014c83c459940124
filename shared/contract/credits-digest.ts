import { hash, StrKey } from '@stellar/stellar-sdk';
import { hex } from '#shared/hex.ts';
import type { Credit } from './event.ts';

/**
 * 16 bytes of SHA-256 over an order's id and its credits, in hex, as the order keeps it:
 * contracts/event/src/sale/credits.rs.
 */
export function creditsDigest(id: bigint, credits: readonly Credit[]): string {
	const bytes = credits.flatMap(({ creator, weight, amount }) => [
		...addressBytes(creator),
		...be(BigInt(weight), 2),
		...be(amount, 8),
	]);
	return hex(hash(Uint8Array.from([...be(id, 8), ...bytes])).slice(0, 16));
}

const addressBytes = (address: string): number[] =>
	StrKey.isValidContract(address)
		? [1, ...StrKey.decodeContract(address)]
		: [0, ...StrKey.decodeEd25519PublicKey(address)];

const be = (value: bigint, size: number): number[] =>
	Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * (size - 1 - i))) & 255n));
