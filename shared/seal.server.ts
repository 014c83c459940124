import {
	createCipheriv,
	createDecipheriv,
	createHmac,
	createSecretKey,
	hkdfSync,
	randomBytes,
} from 'node:crypto';

/** Encrypts personal data in a database. The holder of the key can still find a value. */
export type Seal = {
	/** AES-256-GCM: 12 bytes of nonce, the ciphertext, 16 bytes of tag. */
	seal(text: string): Uint8Array;
	/** Throws on data that was not sealed with this key, or was changed since. */
	open(sealed: Uint8Array): string;
	/** HMAC-SHA256 in hex: equal values of a kind have equal keys. A key reveals nothing more. */
	keyOf(kind: string, value: string): string;
};

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** `key` is 32 bytes in hex; each owner and purpose has a key of its own derived from it. */
export function openSeal(key: string, owner: string): Seal {
	const derive = (purpose: string) =>
		createSecretKey(Buffer.from(hkdfSync('sha256', Buffer.from(key, 'hex'), owner, purpose, 32)));
	const [secrecy, index] = [derive('seal'), derive('index')];
	return {
		seal(text) {
			const nonce = randomBytes(nonceBytes);
			const cipher = createCipheriv(algorithm, secrecy, nonce);
			const parts = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
			return new Uint8Array(Buffer.concat(parts));
		},
		open(sealed) {
			const all = Buffer.from(sealed);
			const decipher = createDecipheriv(algorithm, secrecy, all.subarray(0, nonceBytes), {
				authTagLength: tagBytes,
			});
			decipher.setAuthTag(all.subarray(-tagBytes));
			return decipher.update(all.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
		},
		keyOf: (kind, value) => createHmac('sha256', index).update(`${kind}\0${value}`).digest('hex'),
	};
}
