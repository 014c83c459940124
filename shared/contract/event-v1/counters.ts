import { PassaError } from '#shared/errors.ts';
import type { Counters } from '../event-version.ts';

const size = 496;
const layout = 1;

/**
 * The entry that every sale writes: contracts/fixtures/event-next/src/hot.rs, as version 1 has it. Throws
 * COUNTERS_LAYOUT_UNKNOWN.
 */
export function decodeCounters(value: unknown): Counters {
	const bytes = value instanceof Uint8Array ? value : new Uint8Array();
	if (bytes.length !== size || bytes[0] !== layout) {
		throw new PassaError(
			'COUNTERS_LAYOUT_UNKNOWN',
			`not an event's counters: ${bytes.length} bytes, layout ${bytes[0]}`,
		);
	}
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const i128 = (at: number) => (view.getBigInt64(at) << 64n) | view.getBigUint64(at + 8);
	const sixteen = Array.from({ length: 16 }, (_, i) => i);
	const termsVersion = view.getUint32(2);
	return {
		...none,
		flags: bytes[1]!,
		termsVersion,
		splitsVersion: termsVersion,
		consents: view.getUint16(6),
		n: view.getBigUint64(8),
		log: bytes.slice(16, 48),
		gross: i128(48),
		refunded: i128(64),
		topUps: i128(80),
		commissions: i128(96),
		tiers: sixteen.map((i) => {
			const at = 112 + 12 * i;
			return {
				sold: view.getUint32(at),
				fiatAllocated: view.getUint32(at + 4),
				fiatSold: view.getUint32(at + 8),
			};
		}),
		lanes: sixteen.map((i) => ({
			seq: view.getUint32(304 + 12 * i),
			served: view.getBigUint64(308 + 12 * i),
		})),
	};
}

/** What version 1 does not count. */
const none = {
	relayerAt: 0n,
	royalties: 0n,
	refundable: 0n,
	paid: 0n,
	shortfalls: 0n,
	creatorsPaid: 0n,
	overpaid: 0n,
	owed: 0n,
	complimentary: 0,
	cancelled: false,
};
