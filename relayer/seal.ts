import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps what is personal unreadable in the database, findable by who has the key, and addresses unguessable. */
export type Seal = {
	/** AES-256-GCM: 12 bytes of nonce, the ciphertext, 16 bytes of tag. */
	seal(text: string): Uint8Array;
	open(sealed: Uint8Array): string;
	/** HMAC-SHA256 of a value of a kind: equal values of a kind have equal keys, and nothing else shows. */
	keyOf(kind: 'phone' | 'receipt' | 'address', value: string): Uint8Array;
	/** 32 bytes for the chain, by which an auditor with the receipt and our key can check a payment. */
	evidenceOf(provider: string, receipt: string): Uint8Array;
};

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** `key` is 32 bytes in hex; each purpose has a key of its own derived from it. */
export function openSeal(key: string): Seal {
	const derive = (purpose: string) =>
		Buffer.from(hkdfSync('sha256', Buffer.from(key, 'hex'), 'passa relay', purpose, 32));
	const [secrecy, index, evidence] = [derive('seal'), derive('index'), derive('evidence')];
	return {
		seal(text) {
			const nonce = randomBytes(nonceBytes);
			const cipher = createCipheriv(algorithm, secrecy, nonce);
			return new Uint8Array(
				Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]),
			);
		},
		open(sealed) {
			const all = Buffer.from(sealed);
			const decipher = createDecipheriv(algorithm, secrecy, all.subarray(0, nonceBytes));
			decipher.setAuthTag(all.subarray(-tagBytes));
			return decipher.update(all.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
		},
		keyOf: (kind, value) => new Uint8Array(createHmac('sha256', index).update(`${kind}\0${value}`).digest()),
		evidenceOf: (provider, receipt) =>
			new Uint8Array(createHmac('sha256', evidence).update(`${provider}\0${receipt}`).digest()),
	};
}

/** A 256-bit token, base64url. Only its hash is stored. */
export const freshToken = (): string => randomBytes(32).toString('base64url');
export const hashOf = (token: string): Uint8Array =>
	new Uint8Array(createHash('sha256').update(token).digest());

/** The secret part of an address that a provider calls: follows from the key and what the address is for. */
export const hookToken = (hookSecret: string, purpose: string): string =>
	createHmac('sha256', Buffer.from(hookSecret, 'hex')).update(purpose).digest('base64url');
