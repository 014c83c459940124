import { and, eq, gt, lt, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { sameSecret } from '#shared/service/guard.server.ts';
import { proofs } from '../models/proofs.ts';
import { type CodeRequest, codeHash, codeId, type ProofDeps } from './code-request.ts';
import { consumeLongCode, longDigits } from './long-code.ts';

const mostTries = 5;

export type VerifyCodeError = PassaError<'CODE_WRONG'>;

/**
 * Consumes the code that this asker had sent to this number or address, or a long code. Each try of a short one is counted
 * before the code is compared, so concurrent tries cannot exceed five. Of two requests with the right code, one succeeds.
 * Throws VerifyCodeError in every other case, so the answer does not reveal what was wrong.
 */
export async function verifyCode(deps: ProofDeps, request: CodeRequest, code: string): Promise<void> {
	if (code.length === longDigits) {
		if (await consumeLongCode(deps, request, code)) return;
		throw wrong();
	}
	const { db, seal, clock } = deps;
	const id = codeId(seal, request);
	const [sent] = await db
		.update(proofs)
		.set({ tries: sql`${proofs.tries} + 1` })
		.where(and(eq(proofs.id, id), lt(proofs.tries, mostTries), gt(proofs.expiresAt, new Date(clock.now()))))
		.returning({ value: proofs.value });
	const given = codeHash(seal, id, code);
	if (!sameSecret(sent?.value ?? '', given)) throw wrong();
	const used = await db
		.delete(proofs)
		.where(and(eq(proofs.id, id), eq(proofs.value, given)))
		.returning({ id: proofs.id });
	if (used.length === 0) throw wrong();
}

const wrong = (): VerifyCodeError =>
	new PassaError(
		'CODE_WRONG',
		'That code is not right, or no longer valid. Look at it again, or ask for a new one.',
	);
