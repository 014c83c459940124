import {
	createHmac,
	createPrivateKey,
	createPublicKey,
	createSecretKey,
	hkdfSync,
	type KeyObject,
} from 'node:crypto';
import { Keypair, StrKey } from '@stellar/stellar-sdk';
import type { Authority } from '#shared/chain/submit/invoke.ts';

/** 32 bytes of the master secret, a key of its own for each purpose. */
const derive = (master: KeyObject, purpose: string): Uint8Array =>
	new Uint8Array(hkdfSync('sha256', master, 'passa relayer', purpose, 32));

const keyOf = (hex: string): KeyObject => createSecretKey(Buffer.from(hex, 'hex'));

/**
 * Addresses of people without a wallet. No account exists for one and none ever holds money: it only owns tickets until
 * they are claimed. A key management service may stand in for this.
 */
export type Custody = {
	/** The address (G…) that gets an order's tickets; the same for the same reference, always. */
	addressOf(reference: string): string;
};

/** `master` is 32 bytes in hex. */
export function custodyOf(master: string): Custody {
	const key = keyOf(master);
	return { addressOf: (reference) => addressOfSeed(derive(key, `custodial ${reference}`)) };
}

/** RFC 8410: an Ed25519 private key in PKCS #8, up to its 32 bytes. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What `Keypair` says too, at a third of the time: each order has an address of its own. */
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

/**
 * What signs for the platform on chain: the relayer that settles, and the treasury that pays. The treasury's key is
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
