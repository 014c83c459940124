import { PassaError } from '#shared/errors.ts';
import type { Counters } from '../event-version.ts';

const size = 496;
const layout = 1;

/** The entry that every sale writes: contracts/event/src/hot.rs. */
export function decodeCounters(bytes: Uint8Array): Counters {
	if (bytes.length !== size || bytes[0] !== layout) {
		throw new PassaError(
			'COUNTERS_LAYOUT_UNKNOWN',
			`not an event's counters: ${bytes.length} bytes, layout ${bytes[0]}`,
		);
	}
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const i128 = (at: number) => (view.getBigInt64(at) << 64n) | view.getBigUint64(at + 8);
	const sixteen = Array.from({ length: 16 }, (_, i) => i);
	return {
		status: bytes[1]!,
		termsVersion: view.getUint32(2),
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
