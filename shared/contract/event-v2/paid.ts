import { PackedReader } from './packed-reader.ts';

/** Stroops paid to each of so many payees. Throws ENTRY_UNEXPECTED. */
export function decodePaid(value: unknown, payees: number): bigint[] {
	const r = new PackedReader(value, "payees' payouts");
	return Array.from({ length: payees }, () => r.u64());
}
