import { asBase64, fromBase64 } from '#shared/base64.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import type { HeldPass } from './held-pass.ts';

/** What a phone says: its public key, compressed, in base64. */
export type Asked = { deviceKey: string };
/** What it is given. */
export type Given = { passes: HeldPass[] };
type Messages = { asked: Asked; given: Given };

/** Bytes of the secret that the code on the computer's screen holds, and of the nonce before what is sealed. */
const [secretBytes, nonceBytes] = [16, 12];

export const newSecret = (): string =>
	asBase64(crypto.getRandomValues(new Uint8Array(secretBytes)))
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replace(/=+$/, '');

/**
 * Two devices of one person that know a secret: a computer shows it as a code, and a phone scans it. Passa carries what they
 * say and can neither read nor change it, since name and key come from the secret.
 */
export class Pairing {
	readonly #name: string;
	readonly #key: CryptoKey;

	private constructor(name: string, key: CryptoKey) {
		this.#name = name;
		this.#key = key;
	}

	/** Null for a text that is no secret. */
	static async of(secret: string): Promise<Pairing | null> {
		if (!/^[\w-]{22}$/.test(secret)) return null;
		const bytes = fromBase64(`${secret.replaceAll('-', '+').replaceAll('_', '/')}==`);
		const source = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits', 'deriveKey']);
		const part = (info: string) => ({
			...{ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array() },
			info: new TextEncoder().encode(`passa pairing ${info}`),
		});
		const name = new Uint8Array(await crypto.subtle.deriveBits(part('name'), source, 256));
		const aes = { name: 'AES-GCM', length: 256 };
		return new Pairing(
			hex(name),
			await crypto.subtle.deriveKey(part('key'), source, aes, false, ['encrypt', 'decrypt']),
		);
	}

	/** Throws PAIRING_TAKEN if another device has spoken on this side, and SERVICE_AWAY. */
	async say<Side extends keyof Messages>(side: Side, message: Messages[Side]): Promise<void> {
		const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
		const text = new TextEncoder().encode(JSON.stringify(message));
		const sealed = new Uint8Array(await crypto.subtle.encrypt(this.#sealing(nonce, side), this.#key, text));
		const body = JSON.stringify({ sealed: asBase64(new Uint8Array([...nonce, ...sealed])) });
		const headers = { 'content-type': 'application/json' };
		const answer = await ask(`${this.#name}/${side}`, { method: 'PUT', headers, body });
		if (answer.ok) return;
		const { code } = (await answer.json().catch(() => ({}))) as { code?: string };
		throw new PassaError(code ?? 'SERVICE_AWAY', `HTTP ${answer.status}`);
	}

	/** What the other device has said; null: nothing yet, or nothing that was sealed by the secret. Throws SERVICE_AWAY. */
	async hear<Side extends keyof Messages>(side: Side): Promise<Messages[Side] | null> {
		const answer = await ask(this.#name, {});
		if (!answer.ok) throw new PassaError('SERVICE_AWAY', `HTTP ${answer.status}`);
		const text = ((await answer.json()) as Record<keyof Messages, string | null>)[side];
		if (text === null) return null;
		const bytes = fromBase64(text);
		const sealing = this.#sealing(bytes.slice(0, nonceBytes), side);
		const opened = await crypto.subtle.decrypt(sealing, this.#key, bytes.slice(nonceBytes)).catch(() => null);
		return opened && JSON.parse(new TextDecoder().decode(opened));
	}

	/** The side is sealed, too, so that nobody gives a message back as an answer. */
	#sealing = (iv: Uint8Array<ArrayBuffer>, side: keyof Messages) => ({
		...{ name: 'AES-GCM', iv },
		additionalData: new TextEncoder().encode(side),
	});
}

/** Milliseconds. */
const patience = 10_000;

const ask = (path: string, init: RequestInit): Promise<Response> =>
	fetch(`/api/relayer/v1/pairings/${path}`, { ...init, signal: AbortSignal.timeout(patience) }).catch(
		(cause) => {
			throw new PassaError('SERVICE_AWAY', 'Passa does not answer.', { cause });
		},
	);

/** Asks again and again what the other device says, until it has, or `stopped`. What cannot be asked now is asked later. */
export async function whenSaid<Side extends keyof Messages>(
	pairing: Pairing,
	side: Side,
	stopped: () => boolean,
): Promise<Messages[Side] | null> {
	while (!stopped()) {
		const said = await pairing.hear(side).catch(() => null);
		if (said) return said;
		await new Promise((done) => setTimeout(done, 1500));
	}
	return null;
}

/** Four digits of a phone's key, which both screens show: of two phones that scanned one code a person sees which it is. */
export async function checkNumber({ deviceKey }: Asked): Promise<string> {
	const digest = await crypto.subtle.digest('SHA-256', fromBase64(deviceKey));
	return String(new DataView(digest).getUint32(0) % 10_000).padStart(4, '0');
}
