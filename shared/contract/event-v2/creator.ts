import type { CreatorAccount } from '../event-version.ts';
import { PackedReader } from './packed-reader.ts';

/** A creator's account with the event: contracts/event/src/records/creator.rs. Throws ENTRY_UNEXPECTED. */
export function decodeCreator(value: unknown): CreatorAccount {
	const r = new PackedReader(value, "a creator's account");
	return { bps: r.u16(), earned: r.u64(), paid: r.u64(), points: r.u64() };
}
