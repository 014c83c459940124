import { StrKey } from '@stellar/stellar-sdk';
import { error, json } from '@sveltejs/kit';
import { webConfig } from '#lib/server/config.server.ts';
import { giveTo } from '#lib/wallet/demo-gift.server.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import type { RequestHandler } from './$types';

/** Gives a demo wallet play money. Exists on localnet only. */
export const POST: RequestHandler = async ({ request }) => {
	const config = webConfig();
	const passphrase = config.STELLAR_NETWORK_PASSPHRASE;
	if (passphrase !== localnetPassphrase || !config.DEMO_ISSUER_SECRET) error(404, 'not found');
	const { address } = (await request.json().catch(() => ({}))) as { address?: string };
	if (!address || !StrKey.isValidEd25519PublicKey(address)) error(400, 'address must be a Stellar account');
	const chain = { rpcUrl: config.PUBLIC_STELLAR_RPC_URL, passphrase };
	return json({ amount: await giveTo(address, chain, config.DEMO_ISSUER_SECRET) });
};
