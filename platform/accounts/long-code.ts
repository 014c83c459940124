import { randomInt } from 'node:crypto';
import { and, eq, gt, or } from 'drizzle-orm';
import type { Seal } from '#shared/seal.server.ts';
import { proofs } from '../models/proofs.ts';
import { enqueue } from '../notify/enqueue.ts';
import { type Language, longCodeWords } from '../notify/words.ts';
import { type CodeRequest, channelOf, codeHash, type ProofDeps, type SentTimes } from './code-request.ts';
import { keyOf } from './identifier.ts';

/** As many digits as the code of an airtime card. */
export const longDigits = 16;
const half = 100_000_000;
/** How often a number gets a new one at most, while nobody uses it. */
const slotMilliseconds = 2 * 3_600_000;

type Wanted = Pick<CodeRequest, 'to' | 'purpose'>;

const slotOf = (now: number): number => Math.floor(now / slotMilliseconds);
const longId = (seal: Seal, { to, purpose }: Wanted, slot: number): string =>
	`code:long:${purpose}:${to.kind}:${keyOf(seal, to)}:${slot}`;

/**
 * Sends the code that serves everybody who asks for this number or address, once in two hours; other requests send
 * nothing. It lasts until the end of the next two hours, so there is one on the phone at any time. It is not bound to a
 * browser: nobody can know which of many new browsers is the owner's. Guesses cannot end it and need not, since there are
 * 10¹⁶ codes. So no number of strangers stops the owner, or makes the phone ring without end. Once it was used, the next
 * request sends another. So it does if the provider did not take the message: see `notify/deliver.ts`.
 */
export async function sendLongCode(
	{ db, seal, clock }: ProofDeps,
	wanted: Wanted,
	language: Language,
): Promise<SentTimes> {
	const now = clock.now();
	const slot = slotOf(now);
	const id = longId(seal, wanted, slot);
	const code = [randomInt(half), randomInt(half)].map((part) => String(part).padStart(8, '0')).join('');
	const times = { createdAt: new Date(now), expiresAt: new Date((slot + 2) * slotMilliseconds) };
	return db.transaction(async (tx) => {
		const [added] = await tx
			.insert(proofs)
			.values({ id, value: codeHash(seal, id, code), ...times })
			.onConflictDoNothing()
			.returning({ id: proofs.id });
		if (added) {
			const words = longCodeWords(language, wanted.purpose, code, times.expiresAt);
			const { to } = wanted;
			await enqueue(tx, seal, { channel: channelOf(to), to: to.value, ...words }, { ...times, proof: id });
			return times;
		}
		const [sent] = await tx
			.select({ createdAt: proofs.createdAt, expiresAt: proofs.expiresAt })
			.from(proofs)
			.where(eq(proofs.id, id));
		return sent ?? times;
	});
}

/** Consumes a long code: whether it was right. HMACs are compared, so the time that it takes reveals no digit. */
export async function consumeLongCode(
	{ db, seal, clock }: ProofDeps,
	wanted: Wanted,
	code: string,
): Promise<boolean> {
	const now = clock.now();
	const isRight = [slotOf(now), slotOf(now) - 1].map((slot) => {
		const id = longId(seal, wanted, slot);
		return and(eq(proofs.id, id), eq(proofs.value, codeHash(seal, id, code)));
	});
	const used = await db
		.delete(proofs)
		.where(and(or(...isRight), gt(proofs.expiresAt, new Date(now))))
		.returning({ id: proofs.id });
	return used.length === 1;
}
