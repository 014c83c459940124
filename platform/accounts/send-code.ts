import { randomInt } from 'node:crypto';
import type { PassaError } from '#shared/errors.ts';
import { proofs } from '../models/proofs.ts';
import { enqueue } from '../notify/enqueue.ts';
import { codeWords, type Language } from '../notify/words.ts';
import { chargeCode } from './asker.ts';
import {
	type CodeRequest,
	channelOf,
	codeHash,
	codeId,
	type ProofDeps,
	type SentTimes,
} from './code-request.ts';
import { masked } from './identifier.ts';
import { longDigits, sendLongCode } from './long-code.ts';

/** A code on its way, or on the phone already. `digits`: 6, or 16 for a long code. Times are ISO. */
export type SentCode = {
	channel: 'sms' | 'email';
	/** Masked. */
	to: string;
	digits: 6 | 16;
	/** Earlier than now if a long code that was sent before still serves. */
	sentAt: string;
	expiresAt: string;
};

const codes = 1_000_000;
const digits = 6;
const validMilliseconds = 600_000;

export type SendCodeError = PassaError<'TOO_MANY_REQUESTS'>;

/**
 * Sends a code to a number or address, known or not. A short code replaces the asker's previous one. After many codes for
 * strangers, a long code serves all of them. Throws SendCodeError. With five tries for each short code, strangers have 50
 * guesses of a million in a day.
 */
export async function sendCode(deps: ProofDeps, request: CodeRequest, language: Language): Promise<SentCode> {
	const { to, by } = request;
	const kind = await chargeCode(deps, by, to);
	const sent =
		kind === 'short' ? await sendShort(deps, request, language) : await sendLongCode(deps, request, language);
	return {
		channel: channelOf(to),
		to: masked(to),
		digits: kind === 'short' ? digits : longDigits,
		sentAt: sent.createdAt.toISOString(),
		expiresAt: sent.expiresAt.toISOString(),
	};
}

async function sendShort(
	{ db, seal, clock }: ProofDeps,
	request: CodeRequest,
	language: Language,
): Promise<SentTimes> {
	const { to, purpose } = request;
	const now = clock.now();
	const id = codeId(seal, request);
	const code = String(randomInt(codes)).padStart(digits, '0');
	const times = { createdAt: new Date(now), expiresAt: new Date(now + validMilliseconds) };
	const fresh = { value: codeHash(seal, id, code), tries: 0, ...times };
	await db.transaction(async (tx) => {
		await tx
			.insert(proofs)
			.values({ id, ...fresh })
			.onConflictDoUpdate({ target: proofs.id, set: fresh });
		const words = codeWords(language, purpose, code, validMilliseconds / 60_000);
		await enqueue(tx, seal, { channel: channelOf(to), to: to.value, ...words }, times);
	});
	return times;
}
