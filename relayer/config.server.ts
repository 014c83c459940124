import { StrKey } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { readEnv } from '#shared/env.server.ts';

export type Config = ReturnType<typeof readConfig>;

export const readConfig = () =>
	readEnv({
		HOST: z.string().default('127.0.0.1').describe('an address to listen on'),
		PORT: z.coerce.number().int().min(0).max(65_535).describe('a port number'),
		STELLAR_RPC_URL: z.url({ protocol: /^https?$/ }).describe('the URL of a Stellar RPC'),
		STELLAR_NETWORK_PASSPHRASE: z.string().min(1).describe("the network's passphrase"),
		PASSA_REGISTRY: z
			.string()
			.refine((a) => StrKey.isValidContract(a))
			.describe("the registry contract's address (C…)"),
		PASSA_SINCE_LEDGER: z.coerce
			.number()
			.int()
			.nonnegative()
			.default(1)
			.describe('the ledger before the registry'),
		RELAYER_SECRET: z
			.string()
			.refine((s) => StrKey.isValidEd25519SecretSeed(s))
			.describe("the secret key (S…) of the relayer's account"),
		KEEPER_MIN_DUE: z
			.string()
			.regex(/^\d{1,18}$/)
			.default('500000')
			.transform(BigInt)
			.describe('the least due, in stroops of USDC, that is paid at once; smaller ones are paid daily'),
		KEEPER_CHANNELS: z.coerce
			.number()
			.int()
			.min(1)
			.max(16)
			.default(4)
			.describe('accounts that pay side by side, 1 to 16'),
	});
