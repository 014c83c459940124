import { Keypair, WebAuth } from '@stellar/stellar-sdk';
import { and, eq, gt } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { proofs } from '../models/proofs.ts';
import { ownKeySigns } from './own-key-signs.ts';
import type { ProofDeps } from './send-code.ts';
import { type Challenge, challengeId, hashOf, type Place, type Purpose } from './wallet-challenge.ts';

/** A signature over the message (base64), or the transaction with the wallet's signature beside ours (base64 XDR). */
export type Answer = { nonce: string; signature?: string; transaction?: string };

/**
 * Uses up a challenge and gives the wallet that answered it. A wrong answer uses it up too. Throws CHALLENGE_OVER or
 * SIGNATURE_WRONG.
 */
export async function takeChallenge(
	{ db, clock, place }: ProofDeps & { place: Place },
	answer: Answer,
	purpose: Purpose,
): Promise<string> {
	const [row] = await db
		.delete(proofs)
		.where(and(eq(proofs.id, challengeId(answer.nonce)), gt(proofs.expiresAt, new Date(clock.now()))))
		.returning({ value: proofs.value });
	const challenge = row && (JSON.parse(row.value) as Challenge);
	if (!challenge || !samePurpose(challenge.purpose, purpose)) {
		throw new PassaError('CHALLENGE_OVER', 'This took too long, or was answered already. Begin again.');
	}
	if (!isSigned(challenge, answer, place)) {
		throw new PassaError('SIGNATURE_WRONG', 'That is not the signature of this wallet. Begin again.');
	}
	if (!(await ownKeySigns(place.rpcUrl, challenge.address))) {
		throw new PassaError(
			'KEY_NOT_IN_CHARGE',
			'On the network this wallet is controlled by other keys than its own, so it cannot sign in here.',
			{ status: 403 },
		);
	}
	return challenge.address;
}

const samePurpose = (made: Purpose, given: Purpose): boolean =>
	made.to === given.to &&
	(made.to === 'link' ? made.account : '') === (given.to === 'link' ? given.account : '');

function isSigned({ address, message, transaction }: Challenge, answer: Answer, place: Place): boolean {
	try {
		if (message !== undefined) {
			const signature = new Uint8Array(Buffer.from(answer.signature ?? '', 'base64'));
			return Keypair.fromPublicKey(address).verifyMessage(message, signature);
		}
		const { server, domain, passphrase } = place;
		const envelope = answer.transaction ?? '';
		if (hashOf(envelope, passphrase) !== transaction) return false;
		const signers = [address];
		const own = server.publicKey();
		return WebAuth.verifyChallengeTxSigners(envelope, own, passphrase, signers, domain, domain).includes(
			address,
		);
	} catch {
		// Not even the form of a signature or a transaction.
		return false;
	}
}
