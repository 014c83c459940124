import { eq, getTableColumns, sql } from 'drizzle-orm';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { models } from '../models/all-models.ts';
import type { Checkpoint } from '../models/checkpoint.ts';
import { documents, type Named } from '../models/documents.ts';
import { events } from '../models/events.ts';
import { insertRows } from '../models/insert-rows.ts';
import type { Transaction } from '../models/schema.ts';
import { rebuildEvent } from './rebuild-event.ts';

/**
 * Replaces an event's rows in every read model by what its stored raw events say. It is for events that come late,
 * before others that are applied already: a ticket's owner depends on the order. Throws what `rebuildEvent` throws,
 * and LOG_GAP if the stored events are no whole log.
 */
export async function restoreEvent(
	tx: Transaction,
	no: number,
	identity: Pick<Checkpoint, 'network' | 'registry'>,
	versions?: EventVersions,
): Promise<void> {
	const { rows, faults } = await rebuildEvent(tx, no, identity, versions);
	if (faults.length > 0) throw new PassaError('LOG_GAP', `event ${no}: ${faults[0]}`);
	for (const { name, table } of models) {
		const list = rows.get(name) ?? [];
		if (table === documents) {
			await nameDocuments(tx, list as Named[]);
			continue;
		}
		await tx.delete(table).where(eq(getTableColumns(table).eventNo ?? events.no, no));
		await insertRows(tx, table, list as never);
	}
}

/** Several events may share a document, and what was fetched of it stays. An earlier release kept no naming event. */
async function nameDocuments(tx: Transaction, list: Named[]): Promise<void> {
	if (list.length === 0) return;
	await tx
		.insert(documents)
		.values(list)
		.onConflictDoUpdate({
			target: documents.hash,
			set: { namedBy: sql`excluded.named_by` },
			setWhere: eq(documents.namedBy, ''),
		});
}
