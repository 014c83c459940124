import { Asset, Keypair, Operation, StrKey } from '@stellar/stellar-sdk';
import { error, json } from '@sveltejs/kit';
import { webConfig } from '#lib/server/config.server.ts';
import { deadline, newBuilder, send, signWith } from '#shared/chain/invoke.ts';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import type { RequestHandler } from './$types';

const playMoney = '500';

/** Gives a demo wallet play money. Does not exist on any network but localnet. */
export const POST: RequestHandler = async ({ request }) => {
	const config = webConfig();
	const passphrase = config.STELLAR_NETWORK_PASSPHRASE;
	if (passphrase !== localnetPassphrase || !config.DEMO_ISSUER_SECRET) error(404, 'not found');
	const { address } = (await request.json().catch(() => ({}))) as { address?: string };
	if (!address || !StrKey.isValidEd25519PublicKey(address)) error(400, 'address must be a Stellar account');
	const chain = { rpcUrl: config.PUBLIC_STELLAR_RPC_URL, passphrase };
	const issuer = Keypair.fromSecret(config.DEMO_ISSUER_SECRET);
	const server = serverOf(chain);
	const source = await server.getAccount(issuer.publicKey());
	const payment = Operation.payment({
		asset: new Asset('USDC', issuer.publicKey()),
		amount: playMoney,
		destination: address,
	});
	const transaction = newBuilder(source, chain, '1000', await deadline(server))
		.addOperation(payment)
		.build();
	await send(chain, await signWith(issuer, passphrase)(transaction.toEnvelope().toXdr('base64')));
	return json({ amount: playMoney });
};
