import { networks } from '#shared/networks.ts';

const names: Record<string, string> = { testnet: 'testnet', mainnet: 'public' };

/** The address of a transaction at Stellar Expert, which keeps every ledger; null for a network that it does not show. */
export function explorerOf(passphrase: string, hash: string): string | null {
	const name = names[networks.find((n) => n.passphrase === passphrase)?.name ?? ''];
	return name ? `https://stellar.expert/explorer/${name}/tx/${hash}` : null;
}
