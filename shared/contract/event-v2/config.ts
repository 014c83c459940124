import type { Config } from '../event.ts';
import { PackedReader } from './packed-reader.ts';

/**
 * contracts/event/src/records/config.rs. The issuer of USDC, which follows, is in the token's own name. Throws
 * ENTRY_UNEXPECTED.
 */
export function decodeConfig(value: unknown): Config {
	const r = new PackedReader(value, "an event's configuration");
	const read = {
		version: r.u32(),
		cap: r.u64(),
		min_reserve_bps: r.u16(),
		attribution_key: r.bytes(32),
		organizer: r.address(),
		registry: r.address(),
		usdc: r.address(),
		treasury: null,
	};
	r.address();
	return read;
}
