import { Keypair, WebAuth } from '@stellar/stellar-sdk';
import { and, eq, gt } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { CallNetworkError } from '../call-network.ts';
import { proofs } from '../models/proofs.ts';
import type { ProofDeps } from './code-request.ts';
import { ownKeySigns } from './own-key-signs.ts';
import {
	type Challenge,
	type ChallengeContext,
	challengeId,
	hashOf,
	type Purpose,
} from './wallet-challenge.ts';

/** A signature over the message (base64), or the transaction with the wallet's signature beside ours (base64 XDR). */
export type Answer = { nonce: string; signature?: string; transaction?: string };

export type VerifyChallengeError =
	| CallNetworkError
	| PassaError<'CHALLENGE_OVER' | 'SIGNATURE_WRONG' | 'KEY_NOT_IN_CHARGE'>;

/**
 * Consumes a challenge and returns the address of the wallet that answered it. A wrong answer consumes it too. Throws
 * VerifyChallengeError.
 */
export async function verifyChallenge(
	{ db, clock, context }: ProofDeps & { context: ChallengeContext },
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
	if (!isSigned(challenge, answer, context)) {
		throw new PassaError('SIGNATURE_WRONG', 'That is not the signature of this wallet. Begin again.');
	}
	if (!(await ownKeySigns(context.rpcUrl, challenge.address))) {
		throw new PassaError(
			'KEY_NOT_IN_CHARGE',
			'On the network this wallet is controlled by other keys than its own, so it cannot sign in here.',
			{ status: 403 },
		);
	}
	return challenge.address;
}

const samePurpose = (made: Purpose, given: Purpose): boolean =>
	made.to === given.to && subjectOf(made) === subjectOf(given);

function subjectOf(purpose: Purpose): string {
	if (purpose.to === 'link') return purpose.account;
	return purpose.to === 'be-paid' ? purpose.invitation : '';
}

function isSigned(
	{ address, message, transaction }: Challenge,
	answer: Answer,
	context: ChallengeContext,
): boolean {
	try {
		if (message !== undefined) {
			const signature = new Uint8Array(Buffer.from(answer.signature ?? '', 'base64'));
			return Keypair.fromPublicKey(address).verifyMessage(message, signature);
		}
		const { server, domain, passphrase } = context;
		const envelope = answer.transaction ?? '';
		if (hashOf(envelope, passphrase) !== transaction) return false;
		const signers = [address];
		const own = server.publicKey();
		return WebAuth.verifyChallengeTxSigners(envelope, own, passphrase, signers, domain, domain).includes(
			address,
		);
	} catch {
		// The answer does not even parse as a signature or a transaction.
		return false;
	}
}
