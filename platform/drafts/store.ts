import { randomBytes } from 'node:crypto';
import { and, count, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import { accounts } from '../models/accounts.ts';
import type { DraftContent } from '../models/draft-content.ts';
import { type DraftRow, drafts } from '../models/drafts.ts';
import type { Database } from '../models/schema.ts';
import { publishDraft } from './publish-draft.ts';

const mostDrafts = 200;

/** The account acted for, and the events that the caller is limited to. */
export type Owner = Pick<Session, 'account' | 'events'>;

const within = ({ account, events }: Owner) =>
	and(eq(drafts.account, account), events ? inArray(sql`${drafts.id}::text`, events) : undefined);

/** An account's drafts, last changed first. */
export const draftsOf = (db: Database, by: Owner): Promise<DraftRow[]> =>
	db.select().from(drafts).where(within(by)).orderBy(desc(drafts.updatedAt), drafts.id);

/** The condition for one draft that the caller may see. */
export const ownDraft = (by: Owner, id: string) => and(eq(drafts.id, id), within(by));

export type DraftOfError = PassaError<'DRAFT_NOT_FOUND'>;

/** Throws DraftOfError: a draft of another account, or beyond the caller's events, gets the same 404 as a missing one. */
export async function draftOf(db: Database, by: Owner, id: string): Promise<DraftRow> {
	const [row] = await db.select().from(drafts).where(ownDraft(by, id));
	if (!row) throw new PassaError('DRAFT_NOT_FOUND', 'You have no such draft.', { status: 404 });
	return row;
}

export type CreateDraftError = PassaError<'EVENTS_LIMITED' | 'TOO_MANY_DRAFTS'>;

/**
 * Creates a draft. Throws CreateDraftError: EVENTS_LIMITED for a member of some events, since a new one would widen their
 * own rights.
 */
export async function createDraft(
	db: Database,
	{ account, events }: Owner,
	content: DraftContent,
	now: Date,
): Promise<DraftRow> {
	if (events !== null) {
		throw new PassaError('EVENTS_LIMITED', 'You may work on some events only, not begin new ones.', {
			status: 403,
		});
	}
	return db.transaction(async (tx) => {
		// Serialised per account, so that the count holds.
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

export type SaveDraftError = DraftOfError | PublishedError | PassaError<'DRAFT_CHANGED'>;

/** Saves over the version that was read. Throws SaveDraftError: DRAFT_CHANGED when there is a newer one. */
export async function saveDraft(
	db: Database,
	by: Owner,
	id: string,
	seen: { version: number; content: DraftContent },
	now: Date,
): Promise<DraftRow> {
	const row = await db.transaction(async (tx) => {
		const [saved] = await tx
			.update(drafts)
			.set({ content: seen.content, version: sql`${drafts.version} + 1`, updatedAt: now })
			.where(and(ownDraft(by, id), eq(drafts.version, seen.version), isNull(drafts.publishedAt)))
			.returning();
		if (saved) await publishDraft(tx, saved, 'draft');
		return saved;
	});
	if (row) return row;
	refusePublished(await draftOf(db, by, id));
	throw new PassaError(
		'DRAFT_CHANGED',
		'This draft was changed in another window meanwhile. Load it again to see the change.',
		{ status: 409 },
	);
}

export type PublishedError = PassaError<'DRAFT_PUBLISHED'>;

/** An event on chain does not change, so its draft does not either. Throws PublishedError. */
export function refusePublished(row: DraftRow): void {
	if (row.publishedAt !== null) throw publishedError();
}

export const publishedError = (): PublishedError =>
	new PassaError('DRAFT_PUBLISHED', 'This event is published: its draft does not change any more.', {
		status: 409,
	});
