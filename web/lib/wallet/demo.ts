import { type Wallet, WalletError } from './wallet.ts';

export type DemoNetwork = { rpcUrl: string; passphrase: string; usdcAsset: string };

const key = 'passa.demo-wallet';

/** A key made in this browser, with play money. The routes it needs exist on localnet only. */
export async function openDemoWallet(network: DemoNetwork): Promise<Wallet> {
	const { Asset, Keypair, Operation, TransactionBuilder } = await import('@stellar/stellar-sdk');
	const { deadline, newBuilder, send, serverOf, signWith } = await import('#shared/chain/invoke.ts');
	const { rpcUrl, passphrase } = network;
	const chain = { rpcUrl, passphrase };
	const kept = localStorage.getItem(key);
	const pair = kept ? Keypair.fromSecret(kept) : Keypair.random();
	const server = serverOf(chain);
	const known = await server.getAccount(pair.publicKey()).catch(() => null);
	if (!known) {
		localStorage.setItem(key, pair.secret());
		await fetch(`${rpcUrl}/friendbot?addr=${pair.publicKey()}`);
		const [code, issuer] = network.usdcAsset.split(':') as [string, string];
		const builder = newBuilder(
			await server.getAccount(pair.publicKey()),
			chain,
			'1000',
			await deadline(server),
		);
		const trust = builder.addOperation(Operation.changeTrust({ asset: new Asset(code, issuer) })).build();
		await send(chain, await signWith(pair, passphrase)(trust.toEnvelope().toXdr('base64')));
		const gift = await fetch('/demo/usdc', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ address: pair.publicKey() }),
		});
		if (!gift.ok) throw new WalletError('DEMO_EMPTY', 'The demo wallet could not be filled.');
	}
	return {
		kind: 'demo',
		address: pair.publicKey(),
		async sign(envelope) {
			const transaction = TransactionBuilder.fromXDR(envelope, passphrase);
			transaction.sign(pair);
			return transaction.toEnvelope().toXdr('base64');
		},
	};
}
