import { randomInt } from 'node:crypto';
import type { Clock } from '#shared/clock.ts';
import type { PassaError } from '#shared/errors.ts';
import type { Seal } from '#shared/seal.server.ts';
import { limitRate, type Rule } from '#shared/service/rate-limit.server.ts';
import { limits } from '../models/limits.ts';
import { proofs } from '../models/proofs.ts';
import type { Database } from '../models/schema.ts';
import { enqueue } from '../notify/enqueue.ts';
import { codeWords, type Language } from '../notify/words.ts';
import { type Identifier, keyOf, masked } from './identifier.ts';

export type ProofDeps = { db: Database; seal: Seal; clock: Clock };
export type SentCode = { channel: 'sms' | 'email'; to: string; expiresAt: string };

const codes = 1_000_000;
const digits = 6;
const validMilliseconds = 600_000;
/** With five tries for each code, a guesser has 100 guesses of a million in a day. */
const rules: [string, Rule][] = [
	['minutes', { seconds: 600, max: 5 }],
	['day', { seconds: 86_400, max: 20 }],
];

export const codeId = (seal: Seal, to: Identifier): string => `code:${to.kind}:${keyOf(seal, to)}`;
/** There are only a million codes, so a plain hash would reveal one; the HMAC needs the key. */
export const codeHash = (seal: Seal, id: string, code: string): string => seal.keyOf('code', `${id}:${code}`);

export type SendCodeError = PassaError<'TOO_MANY_REQUESTS'>;

/** Sends a code to a number or address, known or not. It replaces the previous code. Throws SendCodeError. */
export async function sendCode(deps: ProofDeps, to: Identifier, language: Language): Promise<SentCode> {
	const { db, seal, clock } = deps;
	const now = clock.now();
	const id = codeId(seal, to);
	for (const [name, rule] of rules) {
		const key = seal.keyOf('limit', `${id} ${name}`);
		await limitRate(db, limits, key, { ...rule, code: 'TOO_MANY_REQUESTS' }, now);
	}
	const code = String(randomInt(codes)).padStart(digits, '0');
	const [createdAt, expiresAt] = [new Date(now), new Date(now + validMilliseconds)];
	const fresh = { value: codeHash(seal, id, code), tries: 0, createdAt, expiresAt };
	const channel = to.kind === 'phone' ? 'sms' : 'email';
	await db.transaction(async (tx) => {
		await tx
			.insert(proofs)
			.values({ id, ...fresh })
			.onConflictDoUpdate({ target: proofs.id, set: fresh });
		const words = codeWords(language, code, validMilliseconds / 60_000);
		await enqueue(tx, seal, { channel, to: to.value, ...words }, { createdAt, expiresAt });
	});
	return { channel, to: masked(to), expiresAt: expiresAt.toISOString() };
}
