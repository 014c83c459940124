import { accountsOf } from '#lib/server/acting.server.ts';
import { webConfig } from '#lib/server/config.server.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import type { LayoutServerLoad } from './$types';

/** Who is signed in, as the header shows it, and the network that the browser talks to. */
export const load: LayoutServerLoad = ({ locals, cookies }) => {
	const { person } = locals;
	const config = webConfig();
	return {
		saveData: locals.savesData === true,
		person: person && {
			name: person.organizer?.name ?? person.identities[0]?.label ?? '',
			accounts: accountsOf({ locals, cookies }),
			support: person.roles.some((role) => role === 'support' || role === 'admin'),
		},
		network: {
			rpcUrl: config.PUBLIC_STELLAR_RPC_URL,
			passphrase: config.STELLAR_NETWORK_PASSPHRASE,
			usdcAsset: config.USDC_ASSET,
			registry: config.PASSA_REGISTRY,
			usdc: config.PASSA_USDC,
			sinceLedger: config.PASSA_SINCE_LEDGER,
			/** Where Passa keeps the money of payees who are paid later. */
			payouts: config.PAYOUTS_ADDRESS ?? null,
			demo: config.STELLAR_NETWORK_PASSPHRASE === localnetPassphrase,
		},
	};
};
