import { StrKey } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import type { Order, Payer } from '../event-version.ts';

const size = 48;
const addressSize = 33;
const bits = { custodial: 1, complimentary: 2, payer: 8 };

/** contracts/fixtures/event-next/src/order.rs, as version 1 has it. Throws ORDER_LAYOUT_UNKNOWN. */
export function decodeOrder(value: unknown): Order {
	const bytes = value instanceof Uint8Array ? value : new Uint8Array();
	const flags = bytes[0] ?? 0;
	const expected = size + (flags & bits.payer ? addressSize : 0);
	if (bytes.length !== expected) throw refusal(`${bytes.length} bytes with flags ${flags}`);
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const owner = address(bytes, 15);
	const custodial = (flags & bits.custodial) !== 0;
	return {
		custodial,
		complimentary: (flags & bits.complimentary) !== 0,
		credits: null,
		// Only fiat buyers are without a wallet, and nothing takes their tickets out of custody.
		fiat: custodial,
		tier: bytes[1]!,
		count: bytes[2]!,
		used: view.getUint32(3),
		moved: view.getUint32(7),
		listed: 0,
		refunded: view.getUint32(11),
		termsVersion: 0,
		day: 0,
		resales: 0,
		owner,
		payer: payerOf(bytes, flags, owner),
	};
}

function payerOf(bytes: Uint8Array, flags: number, owner: string): Payer {
	if (flags & bits.payer) return { treasury: false, address: address(bytes, size) };
	return flags & bits.custodial ? { treasury: true } : { treasury: false, address: owner };
}

function address(bytes: Uint8Array, at: number): string {
	const payload = bytes.slice(at + 1, at + addressSize);
	if (bytes[at] === 0) return StrKey.encodeEd25519PublicKey(payload);
	if (bytes[at] === 1) return StrKey.encodeContract(payload);
	throw refusal(`an address of kind ${bytes[at]}`);
}

const refusal = (why: string) => new PassaError('ORDER_LAYOUT_UNKNOWN', `not an order: ${why}`);
