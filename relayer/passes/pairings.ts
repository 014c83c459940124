import { and, eq, gt, lte } from 'drizzle-orm';
import { type Clock, nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { type PairingSide, pairings } from '../models/pairings.ts';
import type { Database } from '../models/schema.ts';

type Deps = { db: Database; clock: Clock };

/** How long a message waits for the other device. Milliseconds. */
const life = 10 * 60_000;

export type SayInPairingError = PassaError<'PAIRING_TAKEN'>;

/**
 * Keeps what one device says for the other. Saying the same again changes nothing. Throws PAIRING_TAKEN if that side has
 * said something else: of two phones that scanned one code the first is paired.
 */
export async function sayInPairing(
	{ db, clock }: Deps,
	name: Uint8Array,
	side: PairingSide,
	sealed: Uint8Array,
): Promise<void> {
	const now = nowOf({ clock });
	await db.delete(pairings).where(lte(pairings.endsAt, now));
	await db
		.insert(pairings)
		.values({ name, side, sealed, endsAt: new Date(now.getTime() + life) })
		.onConflictDoNothing();
	const said = (await pairing({ db, clock }, name))[side];
	if (said && Buffer.compare(said, sealed) === 0) return;
	throw new PassaError('PAIRING_TAKEN', 'Another device has scanned this code. Show a new one.', {
		status: 409,
	});
}

/** What each side has said; null: nothing, or too long ago. */
export async function pairing(
	{ db, clock }: Deps,
	name: Uint8Array,
): Promise<Record<PairingSide, Uint8Array | null>> {
	const rows = await db
		.select()
		.from(pairings)
		.where(and(eq(pairings.name, name), gt(pairings.endsAt, nowOf({ clock }))));
	const of = (side: PairingSide) => rows.find((row) => row.side === side)?.sealed ?? null;
	return { asked: of('asked'), given: of('given') };
}
