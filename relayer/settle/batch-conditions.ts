import { and, eq, inArray } from 'drizzle-orm';
import { batches, batchItems } from '../models/batches.ts';
import type { BatchKey, BatchRow } from './settle-deps.ts';

export const isBatch = ({ event, lane, seq }: BatchKey) =>
	and(eq(batches.event, event), eq(batches.lane, lane), eq(batches.seq, seq));

export const itemsOf = ({ event, lane, seq }: BatchKey) =>
	and(eq(batchItems.event, event), eq(batchItems.lane, lane), eq(batchItems.seq, seq));

export const isOpen = inArray(batches.state, ['bound', 'sent']);

/** Matches the batch only if nothing relevant changed since it was read: `attempts` rises with each such change. */
export const untouched = (batch: BatchRow) =>
	and(isBatch(batch), eq(batches.attempts, batch.attempts), isOpen);
