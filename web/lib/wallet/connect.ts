import type { DemoNetwork } from './demo.ts';
import type { MessageWallet, Wallet } from './wallet.ts';

/** Opens a wallet that also signs texts. Its code and the SDK load only now. Throws WalletError. */
export async function connectMessageWallet(
	kind: MessageWallet['kind'],
	network: DemoNetwork,
	options?: { funded: boolean },
): Promise<MessageWallet> {
	if (kind === 'demo') {
		const { openDemoWallet } = await import('./demo.ts');
		return openDemoWallet(network, options);
	}
	if (kind === 'held') {
		const { connectHeld } = await import('./held.svelte.ts');
		return connectHeld(options);
	}
	const { connectFreighter } = await import('./freighter.ts');
	return connectFreighter(network.passphrase);
}

/** Opens any wallet. Throws WalletError. */
export async function connectWallet(kind: Wallet['kind'], network: DemoNetwork): Promise<Wallet> {
	if (kind !== 'lobstr') return connectMessageWallet(kind, network);
	const { connectLobstr } = await import('./lobstr.ts');
	return connectLobstr(network.passphrase);
}
