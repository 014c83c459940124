import { webConfig } from '#lib/server/config.server.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import type { LayoutServerLoad } from './$types';

/** What the browser may know of the network. */
export const load: LayoutServerLoad = () => {
	const config = webConfig();
	return {
		network: {
			rpcUrl: config.PUBLIC_STELLAR_RPC_URL,
			passphrase: config.STELLAR_NETWORK_PASSPHRASE,
			usdcAsset: config.USDC_ASSET,
			registry: config.PASSA_REGISTRY,
			usdc: config.PASSA_USDC,
			sinceLedger: config.PASSA_SINCE_LEDGER,
			eventWasm: config.EVENT_WASM.split(','),
			demo: config.STELLAR_NETWORK_PASSPHRASE === localnetPassphrase,
		},
	};
};
