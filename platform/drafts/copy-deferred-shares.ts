import { sql } from 'drizzle-orm';
import { drafts } from '../models/drafts.ts';
import { deferredShares } from '../models/payees.ts';
import type { Database } from '../models/schema.ts';

/**
 * Before an organizer can sign another document of an event: what the present one says of its draft and of money that
 * Passa keeps for people is true of the next one, too.
 */
export async function copyDeferredShares(
	db: Database,
	event: string,
	{ before, after }: { before: string; after: string },
): Promise<void> {
	if (before === after) return;
	await db.transaction(async (tx) => {
		await tx
			.update(drafts)
			.set({ documents: sql`array_append(array_remove(${drafts.documents}, ${after}), ${after})` })
			.where(sql`${before} = any (${drafts.documents})`);
		const { payee, invitation, account, bps, startsAt, createdAt } = deferredShares;
		await tx.execute(
			sql`INSERT INTO ${deferredShares} (event, document, payee, invitation, account, bps, starts_at, created_at)
				SELECT ${event}, ${after}, ${payee}, ${invitation}, ${account}, ${bps}, ${startsAt}, ${createdAt}
				FROM ${deferredShares} WHERE ${deferredShares.event} = ${event} AND ${deferredShares.document} = ${before}
				ON CONFLICT DO NOTHING`,
		);
	});
}
