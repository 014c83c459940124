/** What differs between Stellar networks. USDC is Circle's; localnet issues its own at deploy. */
export type Network = { name: string; passphrase: string; usdc: { code: string; issuer: string } | null };

export const localnetPassphrase = 'Standalone Network ; February 2017';
export const mainnetPassphrase = 'Public Global Stellar Network ; September 2015';

export const networks: Network[] = [
	{ name: 'localnet', passphrase: localnetPassphrase, usdc: null },
	{
		name: 'testnet',
		passphrase: 'Test SDF Network ; September 2015',
		usdc: { code: 'USDC', issuer: 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5' },
	},
	{
		name: 'mainnet',
		passphrase: mainnetPassphrase,
		usdc: { code: 'USDC', issuer: 'GA5ZSEJYB37JRC5AVCIA5MOP4RHTM335X2KGX3IHOJAPP5RE34K4KZVN' },
	},
];
