import {
	createHmac,
	createPrivateKey,
	createPublicKey,
	createSecretKey,
	hkdfSync,
	type KeyObject,
} from 'node:crypto';
import { Keypair, StrKey, type Transaction } from '@stellar/stellar-sdk';
import type { Authority } from '#shared/chain/submit/authorise.ts';

/** Derives a 32-byte key from the master secret, one for each purpose. */
const derive = (master: KeyObject, purpose: string): Uint8Array =>
	new Uint8Array(hkdfSync('sha256', master, 'passa relayer', purpose, 32));

const keyOf = (hex: string): KeyObject => createSecretKey(Buffer.from(hex, 'hex'));

/**
 * Addresses of people without a wallet. Such an address has no account and never holds money. It only owns tickets
 * until they are claimed. A key management service may replace this.
 */
export type Custody = {
	/** The address (G…) that gets an order's tickets: always the same for the same reference. */
	addressOf(reference: string): string;
};

/** `master` is 32 bytes in hex. */
export function custodyOf(master: string): Custody {
	const key = keyOf(master);
	return { addressOf: (reference) => addressOfSeed(derive(key, `custodial ${reference}`)) };
}

/** RFC 8410: an Ed25519 private key in PKCS #8, up to its 32 bytes. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Gives the same as `Keypair` in a third of the time, since each order has its own address. */
function addressOfSeed(seed: Uint8Array): string {
	const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
	const { x } = createPublicKey(key).export({ format: 'jwk' });
	return StrKey.encodeEd25519PublicKey(Buffer.from(x!, 'base64url'));
}

/** Read tokens of orders: 256 bits that follow from the reference, so that a repeated request gets the same one. */
export type ReadTokens = (reference: string) => string;

export function readTokensOf(master: string): ReadTokens {
	const key = createSecretKey(derive(keyOf(master), 'read token'));
	return (reference) => createHmac('sha256', key).update(reference).digest('base64url');
}

/** Tokens by which a contact of an order, or with null the number that paid, reads it: 256 bits. They move nothing. */
export type ContactTokens = (reference: string, contactId: string | null) => string;

export function contactTokensOf(master: string): ContactTokens {
	const key = createSecretKey(derive(keyOf(master), 'contact token'));
	return (reference, contactId) =>
		createHmac('sha256', key)
			.update(`${reference} ${contactId ?? 'payer'}`)
			.digest('base64url');
}

/** Names a holder of points on chain: 32 bytes, always the same, and nobody's name without the key. */
export type MemberIds = (holder: string) => Uint8Array;

export function memberIdsOf(master: string): MemberIds {
	const key = createSecretKey(derive(keyOf(master), 'loyalty member'));
	return (holder) => new Uint8Array(createHmac('sha256', key).update(holder).digest());
}

/** The code of a short link, the same for the same subject: ten letters and digits, 59 bits. */
export type LinkCodes = (subject: string) => string;

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const codeLength = 10;

export function linkCodesOf(master: string): LinkCodes {
	const key = createSecretKey(derive(keyOf(master), 'short link'));
	return (subject) => {
		let rest = BigInt(`0x${createHmac('sha256', key).update(subject).digest('hex')}`);
		return Array.from({ length: codeLength }, () => {
			const letter = base62[Number(rest % 62n)];
			rest /= 62n;
			return letter;
		}).join('');
	};
}

/**
 * The keys that sign for the platform on chain: the relayer's settles, and the treasury's pays. The treasury's key is
 * used nowhere else. Each may be a service that holds the key.
 */
export type Signer = { relayer: Authority; treasury: Authority };

export const signerOf = (relayerSecret: string, treasurySecret: string): Signer => ({
	relayer: authorityOf(relayerSecret),
	treasury: authorityOf(treasurySecret),
});

function authorityOf(secret: string): Authority {
	const key = Keypair.fromSecret(secret);
	return { publicKey: () => key.publicKey(), sign: (payload) => key.sign(payload) };
}

/** Keys of accounts that Passa holds for people: they follow from the master secret and never leave this object. */
export type HeldKeys = {
	addressOf(account: string): string;
	/** Adds the account's signature. */
	sign(account: string, transaction: Transaction): void;
	/** By SEP-53: base64 of the signature. */
	signMessage(account: string, text: string): string;
};

export function heldKeysOf(master: string): HeldKeys {
	const key = keyOf(master);
	// The label is that of the first accounts: another one would make other keys, and lose what they hold.
	const pairOf = (account: string) => Keypair.fromRawEd25519Seed(derive(key, `managed account ${account}`));
	return {
		addressOf: (account) => pairOf(account).publicKey(),
		sign: (account, transaction) => transaction.sign(pairOf(account)),
		signMessage: (account, text) => Buffer.from(pairOf(account).signMessage(text)).toString('base64'),
	};
}
