import { z } from 'zod';
import { contactEnv } from '#lib/contact/contact-env.server.ts';
import { networkList, proxiesWords, readEnv } from '#shared/service/env.server.ts';
import { archiveAddresses, rpcAddress } from '#shared/service/rpc.server.ts';

/**
 * The headers from which the built pages read the protocol and the visitor's address. `serve.server.ts` overwrites both on
 * each request.
 */
export const protocolHeader = 'x-passa-protocol';
export const addressHeader = 'x-passa-address';
process.env.PROTOCOL_HEADER = protocolHeader;
process.env.ADDRESS_HEADER = addressHeader;
/** A form with a picture of at most 15 MB; `serve.server.ts` keeps all other forms small. */
process.env.BODY_SIZE_LIMIT = String(16 * 1024 * 1024);

/** The configuration of the server around the pages; the pages' own is in `lib/server/config.server.ts`. */
export const readConfig = () =>
	readEnv({
		ORIGIN: z.url().describe('the address that people open'),
		HOST: z.string().default('127.0.0.1').describe('an address to listen on'),
		PORT: z.coerce.number().int().min(0).max(65_535).describe('a port number'),
		TRUSTED_PROXIES: networkList.describe(proxiesWords),
		INDEXER_URL: z.url().describe("the indexer's address"),
		RELAYER_URL: z.url().optional().describe("the relayer's address"),
		PLATFORM_URL: z.url().optional().describe("the platform's address"),
		PUBLIC_STELLAR_RPC_URL: rpcAddress.describe(
			'the URL of a Stellar RPC that browsers can reach, or several with commas between them',
		),
		PUBLIC_STELLAR_ARCHIVE_URLS: archiveAddresses.describe(
			'the URLs of history archives that browsers can read, with commas between them',
		),
		STELLAR_NETWORK_PASSPHRASE: z.string().min(1).describe('the passphrase of that network'),
		// Compared with the network at the start; the pages read them, too.
		PASSA_REGISTRY: z.string().min(1).describe("the registry's contract address"),
		PASSA_USDC: z.string().min(1).describe("USDC's contract address"),
		USDC_ASSET: z
			.string()
			.regex(/^USDC:G[A-Z2-7]{55}$/)
			.describe('USDC:<issuer>'),
		// Read here too, so that the server does not start with a wrong one.
		...contactEnv,
		METADATA_DIR: z.string().min(1).describe("the folder of events' documents"),
		MEDIA_DIR: z.string().min(1).describe('the folder of pictures'),
	});

export type WebConfig = ReturnType<typeof readConfig>;
