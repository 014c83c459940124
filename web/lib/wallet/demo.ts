import { type MessageWallet, WalletError } from './wallet.ts';

export type DemoNetwork = { rpcUrl: string; passphrase: string; usdcAsset: string };

const key = 'passa.demo-wallet';

/**
 * A wallet with play money, whose key this browser makes. Its routes exist on localnet only. With `funded: false` it
 * creates and fills no account: signing in needs none.
 */
export async function openDemoWallet(network: DemoNetwork, { funded = true } = {}): Promise<MessageWallet> {
	const { Keypair, TransactionBuilder } = await import('@stellar/stellar-sdk');
	const kept = localStorage.getItem(key);
	const pair = kept ? Keypair.fromSecret(kept) : Keypair.random();
	localStorage.setItem(key, pair.secret());
	const address = pair.publicKey();
	const wallet: MessageWallet = {
		kind: 'demo',
		address,
		async sign(envelope) {
			const transaction = TransactionBuilder.fromXDR(envelope, network.passphrase);
			transaction.sign(pair);
			return transaction.toEnvelope().toXdr('base64');
		},
		signMessage: async (text) => btoa(String.fromCharCode(...pair.signMessage(text))),
	};
	if (funded) await fill(network, wallet);
	return wallet;
}

/** The address of this browser's demo wallet; null if it has none. */
export async function demoAddress(): Promise<string | null> {
	const kept = localStorage.getItem(key);
	if (!kept) return null;
	const { Keypair } = await import('@stellar/stellar-sdk');
	return Keypair.fromSecret(kept).publicKey();
}

/** Creates the account and its trust line if they are missing, and fills an empty account. */
async function fill(network: DemoNetwork, wallet: MessageWallet): Promise<void> {
	const { Asset, Operation } = await import('@stellar/stellar-sdk');
	const { deadline, newBuilder, send } = await import('#shared/chain/submit/invoke.ts');
	const { serverOf } = await import('#shared/chain/rpc-server.ts');
	const { holdingOf } = await import('#shared/chain/state/trust-lines.ts');
	const { rpcUrl, passphrase, usdcAsset } = network;
	const { address } = wallet;
	const holding = await holdingOf(rpcUrl, usdcAsset, address);
	if (holding !== null && holding > 0n) return;
	if (holding === null) {
		const chain = { rpcUrl, passphrase };
		const server = serverOf(chain);
		const known = await server.getAccount(address).catch(() => null);
		if (!known) await fetch(`${rpcUrl}/friendbot?addr=${address}`);
		const [code, issuer] = usdcAsset.split(':') as [string, string];
		const builder = newBuilder(await server.getAccount(address), chain, '1000', await deadline(server));
		const trust = builder.addOperation(Operation.changeTrust({ asset: new Asset(code, issuer) })).build();
		await send(chain, await wallet.sign(trust.toEnvelope().toXdr('base64')));
	}
	const gift = await fetch('/demo/usdc', {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ address }),
	});
	if (!gift.ok) throw new WalletError('DEMO_EMPTY', 'The demo wallet could not be filled.');
}
