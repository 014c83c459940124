import { createHmac, hkdfSync } from 'node:crypto';
import { Keypair } from '@stellar/stellar-sdk';
import type { Authority } from '#shared/chain/invoke.ts';

/** 32 bytes of the master secret (hex), a key of its own for each purpose. */
const derive = (master: string, purpose: string): Uint8Array =>
	new Uint8Array(hkdfSync('sha256', Buffer.from(master, 'hex'), 'passa relayer', purpose, 32));

/**
 * Addresses of people without a wallet. No account exists for one and none ever holds money: it only owns tickets until
 * they are claimed. A key management service may stand in for this.
 */
export type Custody = {
	/** The address (G…) that gets an order's tickets; the same for the same reference, always. */
	addressOf(reference: string): string;
};

export const custodyOf = (master: string): Custody => ({
	addressOf: (reference) => Keypair.fromRawEd25519Seed(derive(master, `custodial ${reference}`)).publicKey(),
});

/** Read tokens of orders: 256 bits that follow from the reference, so that a repeated request gets the same one. */
export type ReadTokens = (reference: string) => string;

export function readTokensOf(master: string): ReadTokens {
	const key = derive(master, 'read token');
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
