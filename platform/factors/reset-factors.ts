import { and, asc, desc, eq, isNotNull, isNull, lte } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Seal } from '#shared/seal.server.ts';
import type { Session } from '#shared/session.server.ts';
import { type Identifier, keyOf } from '../accounts/identifier.ts';
import { identities } from '../models/accounts.ts';
import { factorResets } from '../models/factor-resets.ts';
import { factors, passkeys, recoveryCodes } from '../models/factors.ts';
import type { Database, Reader } from '../models/schema.ts';
import { resetWords } from '../notify/news-words.ts';
import { notifyContacts } from '../notify/notify-contacts.ts';
import { hasFactor } from './recovery-codes.ts';

export type ResetDeps = { db: Database; seal: Seal; clock: Clock; origin: string };
export type ResetError = PassaError<
	'PERSON_UNKNOWN' | 'FACTOR_NOT_FOUND' | 'RESET_EXISTS' | 'RESET_NOT_FOUND' | 'SECOND_PERSON_NEEDED'
>;

/** A person who still has a factor, or any session, has this long to say no. */
const waitMilliseconds = 72 * 3_600_000;

const unknown = (): ResetError =>
	new PassaError('PERSON_UNKNOWN', 'Nobody signs in with that.', { status: 404 });
const notFound = (): ResetError =>
	new PassaError('RESET_NOT_FOUND', 'This reset is over, or there is none.', { status: 404 });
const another = (): ResetError =>
	new PassaError('SECOND_PERSON_NEEDED', 'Two persons of support decide this, and neither is the person.', {
		status: 409,
	});

/** A person of support asks that somebody's factors are removed. Throws ResetError. */
export async function askReset(
	{ db, seal, clock }: ResetDeps,
	{ by }: Session,
	{ person, note, held }: { person: Identifier; note: string; held: boolean },
): Promise<void> {
	const [found] = await db
		.select({ account: identities.account })
		.from(identities)
		.where(and(eq(identities.kind, person.kind), eq(identities.key, keyOf(seal, person))));
	if (!found) throw unknown();
	const { account } = found;
	if (account === by) throw another();
	if (!held && !(await hasFactor(db, account)))
		throw new PassaError('FACTOR_NOT_FOUND', 'This account has no second factor.', { status: 404 });
	const row = { account, askedBy: by, note, held, createdAt: new Date(clock.now()) };
	const made = await db
		.insert(factorResets)
		.values(row)
		.onConflictDoNothing()
		.returning({ id: factorResets.id });
	if (made.length === 0)
		throw new PassaError('RESET_EXISTS', 'Somebody has asked for this already.', { status: 409 });
}

/** A second support person agrees: all contacts of the account get a message, and the three days begin. Throws ResetError. */
export async function agreeReset(deps: ResetDeps, { by }: Session, id: string): Promise<void> {
	const { db, clock } = deps;
	const now = new Date(clock.now());
	const dueAt = new Date(now.getTime() + waitMilliseconds);
	await db.transaction(async (tx) => {
		const isOpen = and(eq(factorResets.id, id), isNull(factorResets.endedAt), isNull(factorResets.agreedBy));
		const [row] = await tx.select().from(factorResets).where(isOpen).for('update');
		if (!row) throw notFound();
		if (row.askedBy === by || row.account === by) throw another();
		await tx.update(factorResets).set({ agreedBy: by, dueAt }).where(eq(factorResets.id, id));
		await notifyReset(deps, tx, row, { what: 'waits', at: dueAt });
	});
}

/** By the person, from any session, or by one of support. Throws RESET_NOT_FOUND. */
export async function cancelReset(
	{ db, clock }: Pick<ResetDeps, 'db' | 'clock'>,
	of: { account: string } | { id: string },
): Promise<void> {
	const isRow = 'id' in of ? eq(factorResets.id, of.id) : eq(factorResets.account, of.account);
	const ended = await db
		.update(factorResets)
		.set({ endedAt: new Date(clock.now()), end: 'cancelled' })
		.where(and(isRow, isNull(factorResets.endedAt)))
		.returning({ id: factorResets.id });
	if (ended.length === 0) throw notFound();
}

/** Removes the factors of each person whose wait is over, and notifies them. Once, however many processes do it. */
export async function carryOutResets(deps: ResetDeps): Promise<void> {
	const now = new Date(deps.clock.now());
	await deps.db.transaction(async (tx) => {
		const due = await tx
			.select()
			.from(factorResets)
			.where(
				and(isNull(factorResets.endedAt), isNotNull(factorResets.agreedBy), lte(factorResets.dueAt, now)),
			)
			.for('update', { skipLocked: true });
		for (const row of due) {
			const { id, account } = row;
			await tx.delete(factors).where(eq(factors.account, account));
			await tx.delete(passkeys).where(eq(passkeys.account, account));
			await tx.delete(recoveryCodes).where(eq(recoveryCodes.account, account));
			await tx.update(factorResets).set({ endedAt: now, end: 'done' }).where(eq(factorResets.id, id));
			await notifyReset(deps, tx, row, { what: 'done', at: now });
		}
	});
}

/** `dueAt`: when a person's factors go; null: no such thing is agreed. `held`: with the passkeys of their held account. */
export type OwnReset = { dueAt: string | null; held: boolean };

export async function resetOf(db: Reader, account: string): Promise<OwnReset> {
	const [row] = await db
		.select({ dueAt: factorResets.dueAt, held: factorResets.held })
		.from(factorResets)
		.where(and(eq(factorResets.account, account), isNull(factorResets.endedAt)));
	return { dueAt: row?.dueAt?.toISOString() ?? null, held: row?.held ?? false };
}

export type ResetView = {
	id: string;
	note: string;
	held: boolean;
	mine: boolean;
	createdAt: string;
	dueAt: string | null;
};

/** Those that are not over, for support. It names no contact. */
export async function openResets(db: Reader, by: string): Promise<ResetView[]> {
	const rows = await db
		.select()
		.from(factorResets)
		.where(isNull(factorResets.endedAt))
		.orderBy(asc(factorResets.createdAt));
	return rows.map(({ id, note, held, askedBy, createdAt, dueAt }) => ({
		id,
		note,
		held,
		mine: askedBy === by,
		createdAt: createdAt.toISOString(),
		dueAt: dueAt?.toISOString() ?? null,
	}));
}

/** The newest that is done and allows to replace the passkeys of the account that Passa holds; null: none. */
export async function doneHeldReset(
	db: Reader,
	account: string,
): Promise<{ id: string; doneAt: string } | null> {
	const [row] = await db
		.select({ id: factorResets.id, at: factorResets.endedAt })
		.from(factorResets)
		.where(and(eq(factorResets.account, account), eq(factorResets.end, 'done'), eq(factorResets.held, true)))
		.orderBy(desc(factorResets.endedAt))
		.limit(1);
	return row ? { id: row.id, doneAt: row.at!.toISOString() } : null;
}

const dayMilliseconds = 24 * 3_600_000;

/** In both languages: which one they read is not known. */
async function notifyReset(
	deps: ResetDeps,
	tx: Reader,
	{ account, held }: { account: string; held: boolean },
	{ what, at }: { what: 'waits' | 'done'; at: Date },
): Promise<void> {
	const words = resetWords(what, { at, held, link: `${deps.origin}/account/security` });
	await notifyContacts(deps, tx, account, words, { lasts: dayMilliseconds });
}
