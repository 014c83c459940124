import {
	type AuthenticationResponseJSON,
	type RegistrationResponseJSON,
	verifyAuthenticationResponse,
} from '@simplewebauthn/server';
import { z } from 'zod';
import { PassaError } from './errors.ts';

export type PasskeyAnswer = AuthenticationResponseJSON;
export type PasskeyRegistration = RegistrationResponseJSON;
export type PasskeyVerifyError = PassaError<'PASSKEY_REFUSED' | 'PASSKEY_COPIED'>;

/** The web's origin, and its host: the site that passkeys belong to. */
export type PasskeySite = { origin: string; rpId: string };
export const passkeySite = (origin: string): PasskeySite => ({ origin, rpId: new URL(origin).hostname });

/** `publicKey` is a COSE key; `counter` of the last use. */
export type KnownPasskey = { id: string; publicKey: Uint8Array; counter: bigint };

const bytes = z.string().regex(/^[\w-]{1,8192}$/);

/** An answer of a passkey as browsers write it (WebAuthn level 3, `toJSON`). */
export const passkeyAnswerSchema = z.object({
	id: bytes,
	rawId: bytes,
	type: z.literal('public-key'),
	clientExtensionResults: z.object({}),
	response: z.object({
		clientDataJSON: bytes,
		authenticatorData: bytes,
		signature: bytes,
		userHandle: bytes.optional(),
	}),
});

export const passkeyRegistrationSchema = z.object({
	id: bytes,
	rawId: bytes,
	type: z.literal('public-key'),
	clientExtensionResults: z.object({}),
	response: z.object({ clientDataJSON: bytes, attestationObject: bytes }),
});

const refused = (cause?: unknown): PasskeyVerifyError =>
	new PassaError('PASSKEY_REFUSED', 'That passkey was not accepted. Begin again.', { cause });

/** The challenge that an answer names. Throws PasskeyVerifyError. */
export function readPasskey({ response }: PasskeyAnswer): { challenge: string } {
	try {
		const data = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString());
		return z.object({ challenge: z.string() }).parse(data);
	} catch (cause) {
		throw refused(cause);
	}
}

/**
 * Checks an answer: this challenge, our origin and site, the passkey's own signature, and that its person was verified.
 * Returns the new counter. PASSKEY_COPIED: the counter went back, so another device may have a copy of the key. Synced
 * passkeys do not count and stay at 0. Throws PasskeyVerifyError.
 */
export async function verifyPasskey(
	{ origin, rpId }: PasskeySite,
	{ id, publicKey, counter }: KnownPasskey,
	challenge: string,
	response: PasskeyAnswer,
): Promise<bigint> {
	if (response.id !== id) throw refused();
	// The library compares counters too, but says it by words alone: so it gets 0, and the comparison is ours.
	const { verified, authenticationInfo } = await verifyAuthenticationResponse({
		response,
		expectedChallenge: challenge,
		expectedOrigin: origin,
		expectedRPID: rpId,
		credential: { id, publicKey: new Uint8Array(publicKey), counter: 0 },
		requireUserVerification: true,
	}).catch((cause: unknown) => {
		throw refused(cause);
	});
	if (!verified) throw refused();
	const now = BigInt(authenticationInfo.newCounter);
	if ((now > 0n || counter > 0n) && now <= counter)
		throw new PassaError(
			'PASSKEY_COPIED',
			'This passkey may have been copied. Use another factor and remove it.',
			{
				status: 403,
			},
		);
	return now;
}
