import { and, eq, inArray, lt, ne, or, sql } from 'drizzle-orm';
import { drafts } from '../models/drafts.ts';
import { media } from '../models/media.ts';
import type { Database } from '../models/schema.ts';
import { lockForRemoving } from './media-lock.ts';
import { type MediaStore, originalName, pictureFolder } from './media-store.ts';

const day = 86_400_000;
/** A person may come back to a picture that they took out of a draft. */
const keptDays = 7;
/** An upload that ended without a picture. */
const endedDays = 1;
const mostAtOnce = 500;

/**
 * Removes pictures that no draft uses and no event's document names, and files that no other picture shares. Returns how
 * many pictures.
 */
export const removeUnusedMedia = (db: Database, store: MediaStore, now: Date): Promise<number> =>
	db.transaction(async (tx) => {
		await tx.execute(lockForRemoving);
		const before = (days: number) => lt(media.createdAt, new Date(now.getTime() - days * day));
		const used = sql`exists (select 1 from ${drafts} where ${drafts.content}->'picture'->>'media' = ${media.id}::text)`;
		const rows = await tx
			.select()
			.from(media)
			.where(
				or(
					and(ne(media.state, 'ready'), before(endedDays)),
					and(eq(media.documents, sql`'{}'`), before(keptDays), sql`not ${used}`),
				),
			)
			.limit(mostAtOnce);
		if (rows.length === 0) return 0;
		await tx.delete(media).where(
			inArray(
				media.id,
				rows.map((row) => row.id),
			),
		);
		for (const { sha256, original } of rows) {
			if (sha256 && !(await isNamed(tx, eq(media.sha256, sha256)))) await store.remove(pictureFolder(sha256));
			if (original && !(await isNamed(tx, eq(media.original, original))))
				await store.remove(originalName(original));
		}
		return rows.length;
	});

type Tx = Parameters<Parameters<Database['transaction']>[0]>[0];

async function isNamed(tx: Tx, condition: ReturnType<typeof eq>): Promise<boolean> {
	const [row] = await tx.select({ id: media.id }).from(media).where(condition).limit(1);
	return row !== undefined;
}
