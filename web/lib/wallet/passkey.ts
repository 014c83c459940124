/** WebAuthn in the browser, with the JSON forms of its level 3. Older browsers cannot read or write them themselves. */
import { PassaError } from '#shared/errors.ts';

export type PasskeyFault = PassaError<'PASSKEY_UNSUPPORTED' | 'PASSKEY_CANCELLED'>;

/** Whether this browser has passkeys here. An address in numbers has none. */
const canUsePasskeys = (): boolean => typeof PublicKeyCredential === 'function' && isSecureContext;

type CreateOptions = {
	challenge: string;
	user: { id: string; name: string; displayName: string };
	excludeCredentials?: { id: string }[];
} & Record<string, unknown>;
type GetOptions = { challenge: string; rpId?: string; allowCredentials?: { id: string }[] };

/** Makes a passkey, in JSON for the platform. Throws PasskeyFault. */
export async function createPasskey(options: unknown) {
	const { challenge, user, excludeCredentials = [], ...rest } = options as CreateOptions;
	const publicKey = {
		...rest,
		challenge: bytesOf(challenge),
		user: { ...user, id: bytesOf(user.id) },
		excludeCredentials: excludeCredentials.map(credentialOf),
	} as unknown as PublicKeyCredentialCreationOptions;
	const made = await asked(() => navigator.credentials.create({ publicKey }));
	const response = made.response as AuthenticatorAttestationResponse;
	return {
		...sharedOf(made),
		response: {
			clientDataJSON: textOf(response.clientDataJSON),
			attestationObject: textOf(response.attestationObject),
		},
	};
}

/** Has one of these passkeys sign a challenge (base64url), in JSON. Throws PasskeyFault. */
export async function usePasskey(options: unknown) {
	const { challenge, rpId, allowCredentials = [] } = options as GetOptions;
	const publicKey: PublicKeyCredentialRequestOptions = {
		challenge: bytesOf(challenge),
		...(rpId ? { rpId } : {}),
		allowCredentials: allowCredentials.map(credentialOf),
		userVerification: 'required',
	};
	const used = await asked(() => navigator.credentials.get({ publicKey }));
	const response = used.response as AuthenticatorAssertionResponse;
	return {
		...sharedOf(used),
		response: {
			clientDataJSON: textOf(response.clientDataJSON),
			authenticatorData: textOf(response.authenticatorData),
			signature: textOf(response.signature),
			...(response.userHandle ? { userHandle: textOf(response.userHandle) } : {}),
		},
	};
}

async function asked(work: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
	if (!canUsePasskeys())
		throw new PassaError(
			'PASSKEY_UNSUPPORTED',
			'This browser has no passkeys here. Use an authenticator app.',
		);
	const found = await work().catch((cause: unknown) => {
		throw new PassaError('PASSKEY_CANCELLED', 'Nothing was confirmed.', { cause });
	});
	if (!found) throw new PassaError('PASSKEY_CANCELLED', 'Nothing was confirmed.');
	return found as PublicKeyCredential;
}

const sharedOf = ({ id }: PublicKeyCredential) => ({
	id,
	rawId: id,
	type: 'public-key' as const,
	clientExtensionResults: {},
});

const credentialOf = ({ id }: { id: string }) => ({ id: bytesOf(id), type: 'public-key' as const });

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
	const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
	return Uint8Array.from(binary, (each) => each.charCodeAt(0));
}

const textOf = (bytes: ArrayBuffer): string =>
	btoa(String.fromCharCode(...new Uint8Array(bytes)))
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replaceAll('=', '');
