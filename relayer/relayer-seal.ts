import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { openSeal as openShared } from '#shared/seal.server.ts';

const owner = 'passa relay';

/** The kind of value that a key is computed from. */
export type KeyKind =
	| 'phone'
	| 'email'
	| 'wallet'
	| 'link'
	| 'receipt'
	| 'address'
	| 'device'
	| 'account'
	| 'row'
	| 'message';

/** Encrypts personal data in the database, makes it findable by HMAC, and proves payments to auditors. */
export type RelayerSeal = {
	/** AES-256-GCM: 12 bytes of nonce, the ciphertext, 16 bytes of tag. */
	seal(text: string): Uint8Array;
	open(sealed: Uint8Array): string;
	/** HMAC-SHA256 of a value of a kind: equal values of a kind have equal keys. A key reveals nothing more. */
	keyOf(kind: KeyKind, value: string): Uint8Array;
	/** 32 bytes for the chain, by which an auditor with the receipt and our key can check a payment. */
	evidenceOf(provider: string, receipt: string): Uint8Array;
};

/** `key` is 32 bytes in hex; each purpose has a key of its own derived from it. */
export function openRelayerSeal(key: string): RelayerSeal {
	const { seal, open, keyOf } = openShared(key, owner);
	const evidence = Buffer.from(hkdfSync('sha256', Buffer.from(key, 'hex'), owner, 'evidence', 32));
	return {
		seal,
		open,
		keyOf: (kind, value) => new Uint8Array(Buffer.from(keyOf(kind, value), 'hex')),
		evidenceOf: (provider, receipt) =>
			new Uint8Array(createHmac('sha256', evidence).update(`${provider}\0${receipt}`).digest()),
	};
}

/** Only the hash of a 256-bit token is stored. */
export const hashOf = (token: string): Uint8Array =>
	new Uint8Array(createHash('sha256').update(token).digest());

/**
 * The secret part of an address that a provider calls. It derives from the key and the address's purpose. In hex: other
 * letters would at times spell a word that a provider refuses in addresses, e.g. `sql`.
 */
export const hookToken = (hookSecret: string, purpose: string): string =>
	createHmac('sha256', Buffer.from(hookSecret, 'hex')).update(purpose).digest('hex');
