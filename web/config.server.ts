import { z } from 'zod';
import { readEnv } from '#shared/env.server.ts';

/** The built pages take https for granted, unless the header of this name says otherwise: `server.ts` sets it on each request. */
export const protocolHeader = 'x-passa-protocol';
process.env.PROTOCOL_HEADER = protocolHeader;

/** What the server around the pages needs; the pages' own part is in `lib/server/config.server.ts`. */
export const readConfig = () =>
	readEnv({
		ORIGIN: z.url().default('http://127.0.0.1').describe('the address that people open'),
		HOST: z.string().default('127.0.0.1').describe('an address to listen on'),
		PORT: z.coerce.number().int().min(0).max(65_535).describe('a port number'),
		INDEXER_URL: z.url().describe("the indexer's address"),
		RELAYER_URL: z.url().optional().describe("the relayer's address"),
		PLATFORM_URL: z.url().optional().describe("the platform's address"),
		PUBLIC_STELLAR_RPC_URL: z.url().describe('a Stellar RPC that browsers can reach'),
		METADATA_DIR: z.string().min(1).describe("the folder of events' documents"),
	});
