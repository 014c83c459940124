import { StrKey } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import type { Order } from '../event-version.ts';

const size = 48;
const addressSize = 33;
const payerFollows = 8;

/** contracts/event/src/order.rs. */
export function decodeOrder(bytes: Uint8Array): Order {
	const flags = bytes[0] ?? 0;
	const expected = size + (flags & payerFollows ? addressSize : 0);
	if (bytes.length !== expected) {
		throw new PassaError('ORDER_LAYOUT_UNKNOWN', `not an order: ${bytes.length} bytes with flags ${flags}`);
	}
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return {
		custodial: (flags & 1) !== 0,
		complimentary: (flags & 2) !== 0,
		attributed: (flags & 4) !== 0,
		tier: bytes[1]!,
		count: bytes[2]!,
		used: view.getUint32(3),
		moved: view.getUint32(7),
		refunded: view.getUint32(11),
		owner: address(bytes, 15),
		payer: flags & payerFollows ? address(bytes, size) : null,
	};
}

function address(bytes: Uint8Array, at: number): string {
	const payload = bytes.slice(at + 1, at + addressSize);
	return bytes[at] === 0 ? StrKey.encodeEd25519PublicKey(payload) : StrKey.encodeContract(payload);
}
