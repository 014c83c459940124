import { PackedReader } from './packed-reader.ts';

/**
 * Stroops in an entry that holds nothing else: a listed ticket's price, or what is owed to somebody or to the treasury.
 * Throws ENTRY_UNEXPECTED.
 */
export const decodeSum = (value: unknown): bigint => new PackedReader(value, 'a sum').u64();
