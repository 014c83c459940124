import { createPrivateKey } from 'node:crypto';
import { StrKey } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import { parseRate, playRate } from '#shared/kes-rate.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import { networkList, payoutsAccount, proxiesWords, readEnv } from '#shared/service/env.server.ts';
import { rpcAddress } from '#shared/service/rpc.server.ts';
import { type Identifier, readIdentifier } from './accounts/identifier.ts';

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//);
const okp = { kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string().min(1), d: z.string().min(1) };

/** A schema from a function of a text. Where the function throws, the value is invalid. */
const by = <T>(read: (text: string) => T) =>
	z.string().transform((text, ctx): T => {
		try {
			return read(text);
		} catch {
			ctx.addIssue({ code: 'custom' });
			return z.NEVER;
		}
	});

/** A complete private Ed25519 key as JSON. */
function readKey(text: string) {
	const jwk = z.object(okp).parse(JSON.parse(text));
	createPrivateKey({ key: jwk, format: 'jwk' });
	return jwk;
}

function readAdmin(text: string): Identifier {
	if (StrKey.isValidEd25519PublicKey(text)) return { kind: 'wallet', value: text };
	return readIdentifier(text);
}

const words = (text: string): string[] =>
	text
		.split(',')
		.map((word) => word.trim())
		.filter(Boolean);

const shape = {
	HOST: z.string().default('127.0.0.1').describe('an address to listen on'),
	PORT: z.coerce.number().int().min(0).max(65_535).describe('a port number'),
	ORIGIN: by((text) => {
		const { origin, protocol } = new URL(text);
		if (origin !== text || !/^https?:$/.test(protocol)) throw new RangeError('no origin');
		return origin;
	}).describe("the web's origin, like https://passa.example, without a path"),
	DATABASE_URL: postgresUrl.describe('the URL of a PostgreSQL database, for the role that runs'),
	DATABASE_OWNER_URL: postgresUrl
		.optional()
		.describe('the URL of the same database for the role that owns the schema, unset where it is up to date'),
	TRUSTED_PROXIES: networkList.describe(proxiesWords),
	INDEXER_URL: z.url().describe("the indexer's address"),
	STELLAR_RPC_URL: rpcAddress,
	STELLAR_NETWORK_PASSPHRASE: z.string().min(1).describe("the network's passphrase"),
	PASSA_REGISTRY: z
		.string()
		.refine((a) => StrKey.isValidContract(a))
		.describe("the registry contract's address (C…)"),
	METADATA_DIR: z.string().min(1).describe("the folder of events' documents"),
	MEDIA_DIR: z.string().min(1).describe('the folder of pictures'),
	KES_PER_USD: by(parseRate).optional().describe('shillings for a dollar, like 129.35'),
	PAYOUTS_ADDRESS: payoutsAccount,
	SESSION_KEY: by(readKey).describe('a private Ed25519 key (JWK, JSON): it signs session tokens'),
	AUTH_SECRET: z.string().min(32).describe('a secret of at least 32 characters: it signs cookies'),
	PII_KEY: z
		.string()
		.regex(/^[0-9a-f]{64}$/)
		.describe('32 bytes in hex: what identifies people is sealed with it'),
	SERVICE_TOKEN: z.string().min(32).optional().describe('a secret of at least 32 characters'),
	PLATFORM_ADMINS: by((text) => words(text).map(readAdmin))
		.default([])
		.describe('e-mail addresses, Kenyan numbers or wallets (G…) of support and admin, with commas between'),
	MESSENGER: z
		.enum(['outbox', 'live'])
		.describe('`outbox` (localnet only: messages stay readable) or `live` (SMS and e-mail)'),
	AFRICASTALKING_URL: z
		.url()
		.default('https://api.africastalking.com')
		.describe('the URL of the SMS provider'),
	AFRICASTALKING_USERNAME: z.string().min(1).optional().describe("Africa's Talking's user name"),
	AFRICASTALKING_API_KEY: z.string().min(1).optional().describe("Africa's Talking's key"),
	AFRICASTALKING_FROM: z
		.string()
		.max(11)
		.optional()
		.describe('a registered sender id, at most 11 characters'),
	SMTP_URL: z
		.string()
		.regex(/^smtps?:\/\//)
		.optional()
		.describe('the URL of a mail server: smtps://user:password@host'),
	MAIL_FROM: z.string().min(3).optional().describe('who e-mails come from, like Passa <codes@passa.example>'),
};

export type Config = ReturnType<typeof readConfig>;

export function readConfig() {
	const config = readEnv(shape);
	if (config.MESSENGER === 'outbox' && config.STELLAR_NETWORK_PASSPHRASE !== localnetPassphrase) {
		throw new PassaError(
			'ENV_INVALID',
			'wrong environment: MESSENGER=outbox lets anybody read codes, so it is for localnet only; set it to live',
		);
	}
	const live = config.MESSENGER === 'live' ? liveOf(config) : null;
	return { ...config, KES_PER_USD: config.KES_PER_USD ?? parseRate(playRate), live };
}

type Read = ReturnType<typeof readEnv<typeof shape>>;

function liveOf(config: Read) {
	const { AFRICASTALKING_USERNAME: username, AFRICASTALKING_API_KEY: apiKey, SMTP_URL, MAIL_FROM } = config;
	if (!username || !apiKey || !SMTP_URL || !MAIL_FROM) {
		throw new PassaError(
			'ENV_INVALID',
			'wrong environment: MESSENGER=live needs AFRICASTALKING_USERNAME, AFRICASTALKING_API_KEY, SMTP_URL and MAIL_FROM',
		);
	}
	if (!config.KES_PER_USD) {
		const words =
			"MESSENGER=live needs KES_PER_USD, the same as the relayer's: prices in USDC follow from it";
		throw new PassaError('ENV_INVALID', `wrong environment: ${words}`);
	}
	const sms = { url: config.AFRICASTALKING_URL, username, apiKey, from: config.AFRICASTALKING_FROM };
	return { sms, smtpUrl: SMTP_URL, mailFrom: MAIL_FROM };
}
