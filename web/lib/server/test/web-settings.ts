/** Sets what the server side of the pages reads from its environment. Nothing answers at the addresses not given. */
export const setWebSettings = (given: { RELAYER_URL: string } | { PLATFORM_URL: string }): void =>
	void Object.assign(process.env, {
		INDEXER_URL: 'http://127.0.0.1:1',
		PUBLIC_STELLAR_RPC_URL: 'http://127.0.0.1:1',
		STELLAR_NETWORK_PASSPHRASE: 'a network',
		PASSA_REGISTRY: 'C',
		PASSA_SINCE_LEDGER: '1',
		PASSA_USDC: 'C',
		USDC_ASSET: `USDC:G${'A'.repeat(55)}`,
		...given,
	});
