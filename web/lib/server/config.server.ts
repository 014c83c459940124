import { z } from 'zod';
import { contactEnv } from '#lib/contact/contact-env.server.ts';
import { expectNetwork } from '#shared/chain/rpc-nodes.ts';
import { payoutsAccount, readEnv } from '#shared/service/env.server.ts';
import { archiveAddresses, rpcAddress } from '#shared/service/rpc.server.ts';

/** The configuration of the pages' server side. It is read at the first request, so that a build needs none of it. */
const read = () =>
	readEnv({
		INDEXER_URL: z.url().describe("the indexer's address"),
		/** Without it there is no M-Pesa. */
		RELAYER_URL: z.url().optional().describe("the relayer's address"),
		/** Without it there are no accounts. */
		PLATFORM_URL: z.url().optional().describe("the platform's address"),
		PUBLIC_STELLAR_RPC_URL: rpcAddress.describe(
			'the URL of a Stellar RPC that browsers can reach, or several with commas between them',
		),
		PUBLIC_STELLAR_ARCHIVE_URLS: archiveAddresses.describe(
			'the URLs of history archives that browsers can read, with commas between them',
		),
		STELLAR_NETWORK_PASSPHRASE: z.string().min(1).describe('the passphrase of that network'),
		PASSA_REGISTRY: z.string().min(1).describe("the registry's contract address"),
		PASSA_SINCE_LEDGER: z.coerce.number().int().min(1).describe('the ledger before the registry'),
		PASSA_USDC: z.string().min(1).describe("USDC's contract address"),
		USDC_ASSET: z
			.string()
			.regex(/^USDC:G[A-Z2-7]{55}$/)
			.describe('USDC:<issuer>'),
		PAYOUTS_ADDRESS: payoutsAccount,
		...contactEnv,
		/** Localnet only: the key that gives the demo wallet play money. */
		DEMO_ISSUER_SECRET: z.string().optional().describe("localnet's USDC issuer"),
	});

let config: ReturnType<typeof read> | undefined;

export const webConfig = (): ReturnType<typeof read> => {
	if (config) return config;
	config = read();
	expectNetwork({ rpcUrl: config.PUBLIC_STELLAR_RPC_URL, passphrase: config.STELLAR_NETWORK_PASSPHRASE });
	return config;
};
