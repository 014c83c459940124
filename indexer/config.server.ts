import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StrKey } from '@stellar/stellar-sdk';
import type { JWK } from 'jose';
import { z } from 'zod';
import { networkList, payoutsAccount, proxiesWords, readEnv } from '#shared/service/env.server.ts';
import { archiveAddresses, rpcAddress } from '#shared/service/rpc.server.ts';

/** The folder of documents: a path, or a URL with file:, http: or https:. */
const base = z
	.string()
	.transform((text) => URL.parse(isAbsolute(text) ? pathToFileURL(text).href : text))
	.refine((url) => url !== null && ['file:', 'http:', 'https:'].includes(url.protocol))
	.transform((url) => new URL(url!.href.endsWith('/') ? url!.href : `${url!.href}/`));

const sessionKey = z.string().transform((text, context): JWK => {
	try {
		const jwk = JSON.parse(text);
		if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519' && jwk.x) return jwk;
	} catch {
		// Reported below.
	}
	context.addIssue({ code: 'custom', message: 'not readable' });
	return z.NEVER;
});

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//);

export type Config = ReturnType<typeof readConfig>;

export const readConfig = () =>
	readEnv({
		DATABASE_URL: postgresUrl.describe('the URL of a PostgreSQL database, for the role that runs'),
		DATABASE_OWNER_URL: postgresUrl
			.optional()
			.describe(
				'the URL of the same database for the role that owns the schema, unset where it is up to date',
			),
		STELLAR_RPC_URL: rpcAddress,
		STELLAR_ARCHIVE_URLS: archiveAddresses,
		STELLAR_NETWORK_PASSPHRASE: z.string().min(1).describe("the network's passphrase"),
		PASSA_REGISTRY: z
			.string()
			.refine((a) => StrKey.isValidContract(a))
			.describe("the registry contract's address (C…)"),
		PASSA_SINCE_LEDGER: z.coerce
			.number()
			.int()
			.nonnegative()
			.default(0)
			.describe('the ledger before the registry was deployed; unset: the oldest the RPC has'),
		METADATA_BASE: base.describe("a folder, or a URL, beneath which the events' documents lie"),
		PAYOUTS_ADDRESS: payoutsAccount,
		SESSION_PUBLIC_KEY: sessionKey
			.optional()
			.describe("the platform's public Ed25519 key (JWK, JSON); unset: only public live channels are open"),
		TRUSTED_PROXIES: networkList.describe(proxiesWords),
		HOST: z.string().default('127.0.0.1').describe('an address to listen on'),
		PORT: z.coerce.number().int().min(0).max(65_535).describe('a port number'),
		POLL_MILLISECONDS: z.coerce
			.number()
			.int()
			.min(20)
			.max(60_000)
			.default(200)
			.describe('how often to ask the RPC for new ledgers, 20 to 60000'),
	});
