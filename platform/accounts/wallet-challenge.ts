import { hkdfSync, randomBytes } from 'node:crypto';
import { Keypair, StrKey, TransactionBuilder, WebAuth } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { proofs } from '../models/proofs.ts';
import type { ProofDeps } from './code-request.ts';

/** What a challenge names: site, network and our key, so that its answer is useless elsewhere. */
export type ChallengeContext = {
	/** Host of the web's origin, with its port if it has one. */
	domain: string;
	passphrase: string;
	rpcUrl: string;
	/** Signs SEP-10 challenges. */
	server: Keypair;
};

/** `be-paid`: as a payee of an event, by an invitation. */
export type Purpose =
	| { to: 'sign-in' }
	| { to: 'link'; account: string }
	| { to: 'be-paid'; invitation: string };
export type SignedBy = 'message' | 'transaction';

/** A challenge as it is stored until it is answered. */
export type Challenge = {
	address: string;
	purpose: Purpose;
	/** The signed text (SEP-53), or the hash of the signed transaction (SEP-10). */
	message?: string;
	transaction?: string;
};

export type Offered = {
	nonce: string;
	message: string | null;
	transaction: string | null;
	expiresAt: string;
};

const validSeconds = 300;
const nonceBytes = 24;

export const challengeId = (nonce: string): string => `wallet:${nonce}`;

/** The key of SEP-10 challenges is derived from the secret that signs cookies. */
export const challengeKey = (authSecret: string): Keypair =>
	Keypair.fromRawEd25519Seed(new Uint8Array(hkdfSync('sha256', authSecret, 'passa platform', 'sep-10', 32)));

export type OfferChallengeError = PassaError<'WALLET_INVALID'>;

/**
 * Creates a text to sign. For wallets that sign only transactions it creates one with sequence number 0, which no network
 * accepts. Throws OfferChallengeError.
 */
export async function offerChallenge(
	{ db, clock, context }: ProofDeps & { context: ChallengeContext },
	address: string,
	by: SignedBy,
	purpose: Purpose,
): Promise<Offered> {
	if (!StrKey.isValidEd25519PublicKey(address)) {
		throw new PassaError('WALLET_INVALID', 'That is not the address of a Stellar wallet (G…).');
	}
	const nonce = randomBytes(nonceBytes).toString('base64url');
	const [createdAt, expiresAt] = [new Date(clock.now()), new Date(clock.now() + validSeconds * 1000)];
	const message = by === 'message' ? textOf(context, address, purpose, nonce, expiresAt) : undefined;
	const transaction = by === 'transaction' ? transactionOf(context, address) : undefined;
	const kept: Challenge = { address, purpose, message, transaction: transaction?.hash };
	const value = JSON.stringify(kept);
	await db.insert(proofs).values({ id: challengeId(nonce), value, createdAt, expiresAt });
	return {
		nonce,
		message: message ?? null,
		transaction: transaction?.envelope ?? null,
		expiresAt: expiresAt.toISOString(),
	};
}

const asked: Record<Purpose['to'], string> = {
	'sign-in': 'sign in with your wallet',
	link: 'link this wallet to your account',
	'be-paid': 'be paid to this wallet as a payee of an event',
};

const textOf = (
	context: ChallengeContext,
	address: string,
	{ to }: Purpose,
	nonce: string,
	expiresAt: Date,
): string =>
	[
		`${context.domain} asks you to ${asked[to]}:`,
		address,
		'',
		'This moves no money and costs nothing.',
		'',
		`Network: ${context.passphrase}`,
		`Nonce: ${nonce}`,
		`Expires: ${expiresAt.toISOString()}`,
	].join('\n');

function transactionOf({ server, domain, passphrase }: ChallengeContext, address: string) {
	const envelope = WebAuth.buildChallengeTx(server, address, domain, validSeconds, passphrase, domain);
	return { envelope, hash: hashOf(envelope, passphrase) };
}

/** The hash that both sides sign. Throws if the text is not a transaction. */
export const hashOf = (envelope: string, passphrase: string): string =>
	hex(TransactionBuilder.fromXDR(envelope, passphrase).hash());
