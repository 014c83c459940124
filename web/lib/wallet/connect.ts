import type { DemoNetwork } from './demo.ts';
import type { Wallet } from './wallet.ts';

/** Opens a wallet. Its code, and the SDK's, load only now. */
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
