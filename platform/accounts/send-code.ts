import { randomInt } from 'node:crypto';
import type { Clock } from '#shared/clock.ts';
import type { PassaError } from '#shared/errors.ts';
import type { Seal } from '#shared/seal.server.ts';
import { proofs } from '../models/proofs.ts';
import type { Database } from '../models/schema.ts';
import { enqueue } from '../notify/enqueue.ts';
import { type CodePurpose, codeWords, type Language } from '../notify/words.ts';
import { type Asker, askerKey, chargeCode } from './asker.ts';
import { type Identifier, keyOf, masked } from './identifier.ts';

export type ProofDeps = { db: Database; seal: Seal; clock: Clock };
export type SentCode = { channel: 'sms' | 'email'; to: string; expiresAt: string };

const codes = 1_000_000;
const digits = 6;
const validMilliseconds = 600_000;

/** What a code proves, for whom. */
export type CodeRequest = { to: Identifier; purpose: CodePurpose; by: Asker };

/** A code belongs to who asked for it: wrong guesses of another asker end their own code, and never this one. */
export const codeId = (seal: Seal, { to, purpose, by }: CodeRequest): string =>
	`code:${purpose}:${to.kind}:${keyOf(seal, to)}:${askerKey(seal, by)}`;
/** There are only a million codes, so a plain hash would reveal one; the HMAC needs the key. */
export const codeHash = (seal: Seal, id: string, code: string): string => seal.keyOf('code', `${id}:${code}`);

export type SendCodeError = PassaError<'TOO_MANY_REQUESTS'>;

/**
 * Sends a code to a number or address, known or not. It replaces the asker's previous code. Throws SendCodeError. With
 * five tries for each code, strangers have 300 guesses of a million in a day.
 */
export async function sendCode(deps: ProofDeps, request: CodeRequest, language: Language): Promise<SentCode> {
	const { db, seal, clock } = deps;
	const { to, purpose, by } = request;
	const now = clock.now();
	const id = codeId(seal, request);
	await chargeCode(deps, by, to);
	const code = String(randomInt(codes)).padStart(digits, '0');
	const [createdAt, expiresAt] = [new Date(now), new Date(now + validMilliseconds)];
	const fresh = { value: codeHash(seal, id, code), tries: 0, createdAt, expiresAt };
	const channel = to.kind === 'phone' ? 'sms' : 'email';
	await db.transaction(async (tx) => {
		await tx
			.insert(proofs)
			.values({ id, ...fresh })
			.onConflictDoUpdate({ target: proofs.id, set: fresh });
		const words = codeWords(language, purpose, code, validMilliseconds / 60_000);
		await enqueue(tx, seal, { channel, to: to.value, ...words }, { createdAt, expiresAt });
	});
	return { channel, to: masked(to), expiresAt: expiresAt.toISOString() };
}
