import type { DemoNetwork } from './demo.ts';
import type { Wallet } from './wallet.ts';

/** Opens a wallet. Its code and the SDK load only now. Throws WalletError. */
export async function connectWallet(
	kind: Wallet['kind'],
	network: DemoNetwork,
	options?: { funded: boolean },
): Promise<Wallet> {
	if (kind === 'demo') {
		const { openDemoWallet } = await import('./demo.ts');
		return openDemoWallet(network, options);
	}
	const { connectFreighter } = await import('./freighter.ts');
	return connectFreighter(network.passphrase);
}
