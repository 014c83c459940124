/** Length of a PIN, in digits. */
export const pinDigits = 6;
/** With so many wrong PINs in a row, the device's key is thrown away: it has to be enrolled again. */
export const mostWrong = 10;
/** Without use for so long, a device asks for its PIN. Milliseconds. */
export const idleMs = 5 * 60_000;

/** OWASP's count for PBKDF2 with SHA-256: about a quarter of a second on a phone. */
const iterations = 600_000;
const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** A device's private key, readable with the PIN alone. */
export type WrappedKey = {
	salt: Uint8Array<ArrayBuffer>;
	iv: Uint8Array<ArrayBuffer>;
	iterations: number;
	key: ArrayBuffer;
};

/** Wrong PINs in a row, and when the next one may be tried: milliseconds since 1970 by this device's clock. */
export type Tries = { wrong: number; nextAt: number };
export const noTries: Tries = { wrong: 0, nextAt: 0 };

/** Milliseconds after each wrong PIN: somebody who mistypes is not kept, somebody who guesses is. */
const waits = [0, 0, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000];

/** The tries after one more wrong PIN. */
export const oneMore = ({ wrong }: Tries, now: number): Tries => ({
	wrong: wrong + 1,
	nextAt: now + (waits[Math.min(wrong, waits.length - 1)] ?? 0),
});

/** How long until the next try. A clock that was set back makes nobody wait longer than the longest wait. Milliseconds. */
export const waitFor = ({ nextAt }: Tries, now: number): number =>
	Math.max(0, Math.min(nextAt - now, waits.at(-1)!));

export const isPin = (text: string): boolean => /^\d{6}$/.test(text);

/** All digits alike, or in a row: what a thief tries first. */
export const isEasyPin = (pin: string): boolean =>
	/^(\d)\1*$/.test(pin) || '01234567890'.includes(pin) || '09876543210'.includes(pin);

/** Makes a device's key. Its private half is wrapped at once, and what stays in memory only signs. */
export async function newDeviceKey(
	pin: string,
): Promise<{ publicKey: CryptoKey; privateKey: CryptoKey; wrapped: WrappedKey }> {
	const pair = await crypto.subtle.generateKey(curve, true, ['sign', 'verify']);
	const salt = crypto.getRandomValues(new Uint8Array(16));
	const iv = crypto.getRandomValues(new Uint8Array(12));
	const by = { name: 'AES-GCM', iv };
	const key = await crypto.subtle.wrapKey('pkcs8', pair.privateKey, await keyOf(pin, salt, iterations), by);
	const wrapped = { salt, iv, iterations, key };
	const privateKey = await unwrapKey(wrapped, pin);
	return { publicKey: pair.publicKey, privateKey: privateKey!, wrapped };
}

/** Null with a wrong PIN. The key leaves the browser in no form. */
export async function unwrapKey(wrapped: WrappedKey, pin: string): Promise<CryptoKey | null> {
	const opener = await keyOf(pin, wrapped.salt, wrapped.iterations);
	const by = { name: 'AES-GCM', iv: wrapped.iv };
	try {
		return await crypto.subtle.unwrapKey('pkcs8', wrapped.key, opener, by, curve, false, ['sign']);
	} catch {
		return null;
	}
}

async function keyOf(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<CryptoKey> {
	const bytes = new TextEncoder().encode(pin);
	const material = await crypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveKey']);
	const by = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds };
	return crypto.subtle.deriveKey(by, material, { name: 'AES-GCM', length: 256 }, false, [
		'wrapKey',
		'unwrapKey',
	]);
}
