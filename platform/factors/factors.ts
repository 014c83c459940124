import { and, eq, isNotNull, isNull, lt } from 'drizzle-orm';
import { type Clock, nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Seal } from '#shared/seal.server.ts';
import { strongNeeded } from '#shared/service/guard.server.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { factors } from '../models/factors.ts';
import { limits } from '../models/limits.ts';
import type { Database, Reader } from '../models/schema.ts';
import { dropUnusedCodes, newRecoveryCodes, readRecoveryCode, useRecoveryCode } from './recovery-codes.ts';
import { assertMayChange, type ChangeFactorsError, noteShown, strengthOf } from './session-strength.ts';
import { appAddress, base32, newSecret, stepOf } from './totp.ts';

export type FactorDeps = { db: Database; seal: Seal; clock: Clock };
/** The person, and the token of their session's cookie. */
export type Person = { account: string; token: string };

/** Guesses, each counted before it is compared: of a million codes three are right at a time. */
const tries = [
	{ seconds: 600, max: 5 },
	{ seconds: 86_400, max: 30 },
] as const;

export type FactorCodeError = PassaError<'FACTOR_CODE_WRONG' | 'TOO_MANY_REQUESTS' | 'FACTOR_NOT_FOUND'>;
export type FactorError = FactorCodeError | ChangeFactorsError | PassaError<'FACTOR_EXISTS'>;

const codeWrong = (): FactorCodeError =>
	new PassaError('FACTOR_CODE_WRONG', 'That code is not right, or was used before. Take the newest one.');
const notFound = (): FactorCodeError =>
	new PassaError('FACTOR_NOT_FOUND', 'This account has no second factor.', { status: 404 });

export async function chargeTry({ db, seal, clock }: FactorDeps, { account }: Person): Promise<void> {
	for (const rule of tries) {
		const key = seal.keyOf('factor', `${account} ${rule.seconds}`);
		await limitRate(db, limits, key, { ...rule, code: 'TOO_MANY_REQUESTS' }, clock.now());
	}
}

const ofPerson = ({ account }: Person) => and(eq(factors.account, account), eq(factors.kind, 'totp'));

/**
 * Begins to add an authenticator app. It counts once its first code is shown; begun again, the secret before is void.
 * Throws FactorError.
 */
export async function beginTotp(
	deps: FactorDeps,
	person: Person,
): Promise<{ secret: string; address: string }> {
	const { db, seal } = deps;
	const now = nowOf(deps);
	await assertMayChange(db, person.account, person.token, now);
	const secret = newSecret();
	const sealed = seal.seal(Buffer.from(secret).toString('hex'));
	const fresh = { account: person.account, kind: 'totp' as const, sealed, step: 0n, createdAt: now };
	const made = await db
		.insert(factors)
		.values(fresh)
		.onConflictDoUpdate({
			target: [factors.account, factors.kind],
			set: { sealed, step: 0n, createdAt: now },
			setWhere: isNull(factors.confirmedAt),
		})
		.returning({ id: factors.id });
	if (made.length === 0)
		throw new PassaError('FACTOR_EXISTS', 'There is an authenticator app already. Remove it first.', {
			status: 409,
		});
	return { secret: base32(secret), address: appAddress(secret) };
}

/** The app's first code. Returns the recovery codes, which are shown once. Throws FactorError. */
export async function confirmTotp(deps: FactorDeps, person: Person, code: string): Promise<string[]> {
	const now = nowOf(deps);
	await chargeTry(deps, person);
	await assertMayChange(deps.db, person.account, person.token, now);
	return deps.db.transaction(async (tx) => {
		if (!(await useCode(deps, tx, person, code, false))) throw codeWrong();
		await noteShown(tx, person.token, now);
		return newRecoveryCodes(tx, person.account, now);
	});
}

/** Uses a code of the app. Of two requests with the same code, one succeeds. */
async function useCode(
	deps: FactorDeps,
	db: Reader,
	person: Person,
	code: string,
	isConfirmed: boolean,
): Promise<boolean> {
	const now = nowOf(deps);
	const isRow = and(
		ofPerson(person),
		isConfirmed ? isNotNull(factors.confirmedAt) : isNull(factors.confirmedAt),
	);
	const [factor] = await db.select().from(factors).where(isRow);
	if (!factor) throw notFound();
	const step = stepOf(Buffer.from(deps.seal.open(factor.sealed), 'hex'), code, now);
	if (step === null) return false;
	const used = await db
		.update(factors)
		.set({ step, confirmedAt: factor.confirmedAt ?? now })
		.where(and(isRow, eq(factors.sealed, factor.sealed), lt(factors.step, step)))
		.returning({ id: factors.id });
	return used.length > 0;
}

/** The session shows a code of the app, or a recovery code, and is strong for ten minutes. Throws FactorCodeError. */
export async function showFactor(deps: FactorDeps, person: Person, written: string): Promise<void> {
	const now = nowOf(deps);
	await chargeTry(deps, person);
	const recovery = readRecoveryCode(written);
	const shown = recovery
		? await useRecoveryCode(deps.db, person.account, recovery, now)
		: await useCode(deps, deps.db, person, written.replace(/\s/g, ''), true);
	if (!shown) throw codeWrong();
	await noteShown(deps.db, person.token, now);
}

/** Throws STRONG_NEEDED unless this session has shown a factor. */
async function assertShown(deps: FactorDeps, { account, token }: Person): Promise<void> {
	const strong = await strengthOf(deps.db, account, token, nowOf(deps));
	if (strong === 'none') throw notFound();
	if (strong === 'due') throw strongNeeded();
}

/** Removes the app, and with the last factor the recovery codes. Throws FactorError. */
export async function removeFactors(deps: FactorDeps, person: Person): Promise<void> {
	await assertShown(deps, person);
	await deps.db.transaction(async (tx) => {
		await tx.delete(factors).where(eq(factors.account, person.account));
		await dropUnusedCodes(tx, person.account);
	});
}

/** New recovery codes: those before are void. Throws FactorError. */
export async function renewRecoveryCodes(deps: FactorDeps, person: Person): Promise<string[]> {
	await assertShown(deps, person);
	return deps.db.transaction((tx) => newRecoveryCodes(tx, person.account, nowOf(deps)));
}
