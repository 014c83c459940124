import { createHmac, randomBytes } from 'node:crypto';
import { sameSecret } from '#shared/service/guard.server.ts';

/** RFC 6238 with the parameters that every app knows: SHA-1, 30 seconds, six digits. */
const stepSeconds = 30;
const digits = 6;
/** A phone's clock may be off, and a person types: the step before and the one after count too. */
const around = [0n, -1n, 1n];
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 160 random bits, as RFC 4226 recommends. */
export const newSecret = (): Uint8Array => new Uint8Array(randomBytes(20));

/** The code of a time step. */
export function codeAt(secret: Uint8Array, step: bigint): string {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(step);
	const mac = createHmac('sha1', secret).update(counter).digest();
	const value = mac.readUInt32BE(mac.at(-1)! & 0xf) & 0x7fff_ffff;
	return String(value % 10 ** digits).padStart(digits, '0');
}

export const stepAt = (now: Date): bigint => BigInt(Math.floor(now.getTime() / 1000 / stepSeconds));

/** The time step whose code this is; null for none. Every step is compared, each in constant time. */
export function stepOf(secret: Uint8Array, code: string, now: Date): bigint | null {
	let found: bigint | null = null;
	for (const offset of around) {
		const step = stepAt(now) + offset;
		if (sameSecret(codeAt(secret, step), code)) found = step;
	}
	return found;
}

/** RFC 4648, without padding. */
export function base32(bytes: Uint8Array): string {
	let [bits, value, text] = [0, 0, ''];
	for (const byte of bytes) {
		value = (value << 8) | byte;
		for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(value >>> (bits - 5)) & 31];
		value &= (1 << bits) - 1;
	}
	return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text;
}

/** What an authenticator app opens or scans. */
export const appAddress = (secret: Uint8Array): string =>
	`otpauth://totp/Passa?secret=${base32(secret)}&issuer=Passa&algorithm=SHA1&digits=${digits}&period=${stepSeconds}`;
