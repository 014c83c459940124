import { randomBytes } from 'node:crypto';
import { and, count, desc, eq, isNull, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { accounts } from '../models/accounts.ts';
import { type DraftRow, drafts } from '../models/drafts.ts';
import type { Database } from '../models/schema.ts';
import type { DraftContent } from './draft.ts';
import { publishDraft } from './publish-draft.ts';

const mostDrafts = 200;

/** An account's own drafts, last changed first. */
export const draftsOf = (db: Database, account: string): Promise<DraftRow[]> =>
	db.select().from(drafts).where(eq(drafts.account, account)).orderBy(desc(drafts.updatedAt), drafts.id);

const own = (account: string, id: string) => and(eq(drafts.id, id), eq(drafts.account, account));

/** Another account's draft is as little there as one that never was. */
export async function draftOf(db: Database, account: string, id: string): Promise<DraftRow> {
	const [row] = await db.select().from(drafts).where(own(account, id));
	if (!row) throw new PassaError('DRAFT_NOT_FOUND', 'You have no such draft.', { status: 404 });
	return row;
}

export async function createDraft(
	db: Database,
	account: string,
	content: DraftContent,
	now: Date,
): Promise<DraftRow> {
	return db.transaction(async (tx) => {
		// One at a time for an account, so that the count holds.
		await tx.select().from(accounts).where(eq(accounts.id, account)).for('update');
		const [held] = await tx.select({ n: count() }).from(drafts).where(eq(drafts.account, account));
		if (held!.n >= mostDrafts) {
			throw new PassaError('TOO_MANY_DRAFTS', `You have ${mostDrafts} drafts: delete some first.`, {
				status: 409,
			});
		}
		const nonce = randomBytes(8).readBigUInt64BE();
		const times = { createdAt: now, updatedAt: now };
		const [row] = await tx
			.insert(drafts)
			.values({ account, content, nonce, ...times })
			.returning();
		await publishDraft(tx, row!, 'draft');
		return row!;
	});
}

/** Saves over the version that was seen. Throws DRAFT_CHANGED where somebody saved another one meanwhile. */
export async function saveDraft(
	db: Database,
	account: string,
	id: string,
	seen: { version: number; content: DraftContent },
	now: Date,
): Promise<DraftRow> {
	const row = await db.transaction(async (tx) => {
		const [saved] = await tx
			.update(drafts)
			.set({ content: seen.content, version: sql`${drafts.version} + 1`, updatedAt: now })
			.where(and(own(account, id), eq(drafts.version, seen.version), isNull(drafts.publishedAt)))
			.returning();
		if (saved) await publishDraft(tx, saved, 'draft');
		return saved;
	});
	if (row) return row;
	refusePublished(await draftOf(db, account, id));
	throw new PassaError(
		'DRAFT_CHANGED',
		'This draft was changed in another window meanwhile. Load it again to see the change.',
		{ status: 409 },
	);
}

export async function deleteDraft(db: Database, account: string, id: string): Promise<void> {
	const gone = await db.transaction(async (tx) => {
		const [deleted] = await tx
			.delete(drafts)
			.where(and(own(account, id), isNull(drafts.publishedAt)))
			.returning();
		if (deleted) await publishDraft(tx, deleted, 'deleted');
		return deleted;
	});
	if (!gone) refusePublished(await draftOf(db, account, id));
}

/** What is on chain stays as it is. */
export function refusePublished(row: DraftRow): void {
	if (row.publishedAt === null) return;
	throw new PassaError('DRAFT_PUBLISHED', 'This event is published: its draft does not change any more.', {
		status: 409,
	});
}
