import { and, count, eq, ne, sql, sum } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { accounts } from '../models/accounts.ts';
import { limits } from '../models/limits.ts';
import { media } from '../models/media.ts';
import type { MediaDeps } from './media-deps.ts';

/** Of one account: pictures prepared in an hour, and those that it holds without an event. */
const hourly = { seconds: 3600, max: 60, code: 'TOO_MANY_REQUESTS' } as const;
const mostHeld = 120;
const mostHeldBytes = 250 * 1024 * 1024;

export type ReserveMediaError = PassaError<'TOO_MANY_REQUESTS' | 'TOO_MANY_PICTURES'>;

/** Counts a picture against its account before anything is decoded, and returns its row's id. Throws ReserveMediaError. */
export async function reserveMedia({ db, seal, clock }: MediaDeps, account: string): Promise<string> {
	await limitRate(db, limits, seal.keyOf('limit', `media ${account}`), hourly, clock.now());
	return db.transaction(async (tx) => {
		// Serialised per account, so that the count holds.
		await tx.select().from(accounts).where(eq(accounts.id, account)).for('update');
		const [held] = await tx
			.select({ n: count(), bytes: sum(media.bytes) })
			.from(media)
			.where(and(eq(media.account, account), ne(media.state, 'refused'), eq(media.documents, sql`'{}'`)));
		if (held!.n >= mostHeld || Number(held!.bytes ?? 0) >= mostHeldBytes) {
			throw new PassaError(
				'TOO_MANY_PICTURES',
				'You hold too many pictures that no event uses. Those without a draft go after a week.',
				{ status: 409 },
			);
		}
		const [row] = await tx
			.insert(media)
			.values({ account, kind: 'image', createdAt: new Date(clock.now()) })
			.returning({ id: media.id });
		return row!.id;
	});
}
