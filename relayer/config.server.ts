import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { StrKey } from '@stellar/stellar-sdk';
import type { JWK } from 'jose';
import { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import { parseRate, playRate } from '#shared/kes-rate.ts';
import { readNetworks } from '#shared/service/address.ts';
import { networkList, proxiesWords, readEnv } from '#shared/service/env.server.ts';
import { rpcAddress } from '#shared/service/rpc.server.ts';
import type { Bounds } from './orders/bounds.ts';
import { issuerNumber } from './passes/pass-issuer.server.ts';
import { refuseHookUrls } from './rails/mpesa/hook-urls.ts';
import type { MpesaOptions } from './rails/mpesa/rail.ts';

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//);
const secretKey = z.string().refine((s) => StrKey.isValidEd25519SecretSeed(s));
const contract = z.string().refine((a) => StrKey.isValidContract(a));
const hexKey = z.string().regex(/^[0-9a-f]{64}$/);
const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** Reads text that may be unreadable. The error then names the variable and never its value. */
const by = <T>(parse: (text: string) => T) =>
	z.string().transform((text, context): T => {
		try {
			return parse(text);
		} catch {
			context.addIssue({ code: 'custom', message: 'not readable' });
			return z.NEVER;
		}
	});

const pem = by((text) => {
	const found = text.includes('-----BEGIN') ? text : readFileSync(text, 'utf8');
	if (!found.includes('-----BEGIN CERTIFICATE')) throw new RangeError('no certificate');
	return found;
});

/** Throws for what is no P-256 key with a number. */
function passKey(jwk: JWK, parse: typeof createPrivateKey | typeof createPublicKey): JWK {
	if (jwk.crv !== 'P-256' || issuerNumber(jwk) === null) throw new RangeError('no key');
	parse({ key: jwk, format: 'jwk' });
	return jwk;
}

const network = {
	HOST: z.string().default('127.0.0.1').describe('an address to listen on'),
	PORT: wholeNumber(0, 65_535).describe('a port number'),
	DATABASE_URL: postgresUrl.describe('the URL of a PostgreSQL database, for the role that runs'),
	DATABASE_OWNER_URL: postgresUrl
		.optional()
		.describe('the URL of the same database for the role that owns the schema, unset where it is up to date'),
	STELLAR_RPC_URL: rpcAddress,
	STELLAR_NETWORK_PASSPHRASE: z.string().min(1).describe("the network's passphrase"),
	PASSA_REGISTRY: contract.describe("the registry contract's address (C…)"),
	PASSA_LOYALTY: contract.optional().describe("the loyalty contract's address (C…)"),
	PASSA_SINCE_LEDGER: z.coerce
		.number()
		.int()
		.nonnegative()
		.default(1)
		.describe('the ledger before the registry'),
	USDC_ASSET: z
		.string()
		.regex(/^USDC:G[A-Z2-7]{55}$/)
		.describe('USDC:<issuer>'),
};

const keys = {
	RELAYER_SECRET: secretKey.describe("the secret key (S…) of the relayer's account"),
	TREASURY_SECRET: secretKey.describe("the secret key (S…) of the treasury's account"),
	RELAYER_MASTER: hexKey.describe('32 bytes in hex: custodial addresses and read tokens derive from it'),
	RELAYER_PII_KEY: hexKey.describe('32 bytes in hex: phone numbers and receipts are sealed with it'),
	PASS_KEY: by((text) => passKey(JSON.parse(text), createPrivateKey)).describe(
		'a private P-256 key (JWK, JSON) whose `kid` is a number from 0 to 255: it certifies devices that show passes',
	),
	PASS_EARLIER_KEYS: by((text): JWK[] =>
		(JSON.parse(text) as JWK[]).map((jwk) => passKey(jwk, createPublicKey)),
	)
		.default([])
		.describe('a JSON list of public P-256 keys (JWK) that certified before, with their numbers'),
	SESSION_PUBLIC_KEY: by((text): JWK => {
		const jwk = JSON.parse(text);
		if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || !jwk.x) throw new RangeError('no key');
		return jwk;
	})
		.optional()
		.describe("the platform's public Ed25519 key (JWK, JSON), which verifies session tokens"),
	SUPPORT_TOKEN: z
		.string()
		.min(32)
		.optional()
		.describe('a secret of at least 32 characters: it opens the review queue'),
};

const work = {
	INDEXER_URL: z
		.url({ protocol: /^https?$/ })
		.optional()
		.describe("the indexer's URL, which lists events and orders of ledgers that the RPC has lost"),
	POINTS_SECONDS: wholeNumber(5, 604_800)
		.default(86_400)
		.describe('how many seconds lie between two roots over all points, 5 to 604800'),
	PLATFORM_URL: z
		.url({ protocol: /^https?$/ })
		.optional()
		.describe("the platform's URL, which sends messages and knows who has proved which number"),
	ORIGIN: z
		.url({ protocol: /^https?$/ })
		.optional()
		.describe("the web's origin, whose passkeys sign for accounts that Passa holds"),
	SERVICE_TOKEN: z
		.string()
		.min(32)
		.optional()
		.describe("the platform's SERVICE_TOKEN, a secret of at least 32 characters"),
	KEEPER_MIN_DUE: z
		.string()
		.regex(/^\d{1,18}$/)
		.default('500000')
		.transform(BigInt)
		.describe('the least due, in stroops of USDC, that is paid at once; smaller ones are paid daily'),
	KEEPER_CHANNELS: wholeNumber(1, 16).default(4).describe('accounts that pay side by side, 1 to 16'),
	SETTLE_LANES: wholeNumber(1, 16)
		.default(4)
		.describe('batches of an event that settle side by side, 1 to 16'),
	HOLD_MINUTES: wholeNumber(1, 60).default(10).describe('how long tickets are held for a payment, 1 to 60'),
	HOLD_MINUTES_BUSY: wholeNumber(1, 60)
		.default(3)
		.describe('how long they are while a quarter of a tier waits for its payment, 1 to 60'),
	KES_PER_USD: by(parseRate).optional().describe('shillings for a dollar, like 129.35'),
	SUPPORT_ALONE_KES: wholeNumber(0, 1_000_000)
		.default(100)
		.describe('how many shillings one support person alone may give away within a day, 0 to 1000000'),
	NETWORK_FEES_XLM: wholeNumber(0, 1_000_000)
		.default(20)
		.describe('how many XLM are paid of network fees of wallets without XLM within a day; 0 pays none'),
	NETWORK_FEES_CALLS: wholeNumber(1, 10_000)
		.default(10)
		.describe('for how many calls of one wallet, device or account a day network fees are paid'),
	RESERVES_XLM: wholeNumber(0, 1_000_000)
		.default(30)
		.describe('how many XLM first trust lines of wallets without XLM lock within a day; 0 opens none'),
	RETENTION_DAYS: wholeNumber(30, 36_500)
		.default(400)
		.describe('for how many days after its end phones and receipts of an order are kept, 30 to 36500'),
	TRUSTED_PROXIES: networkList.describe(proxiesWords),
};

/** What people may hold without paying; `boundsOf` says more. */
const holding = {
	UNPAID_SHARE: wholeNumber(1, 100)
		.default(50)
		.describe('per cent of what is left of a tier that may be unpaid before phones must be proved, 1 to 100'),
	UNPAID_SHARE_OF_ADDRESS: wholeNumber(1, 100)
		.default(20)
		.describe('per cent of what is left of a tier that one IP address may hold so, 1 to 100'),
	UNPAID_ORDERS: wholeNumber(1, 1_000_000)
		.default(3)
		.describe('how many unpaid orders one account, or one device, may have at once'),
	UNANSWERED_PROMPTS: wholeNumber(1, 1_000_000)
		.default(3)
		.describe('after how many unpaid prompts within a day a phone must be proved'),
	ORDERS_PER_ADDRESS: wholeNumber(1, 1_000_000)
		.default(120)
		.describe('how many orders one IP address may make within ten minutes before phones must be proved'),
	ORDERS_PER_ASKER: wholeNumber(1, 1_000_000)
		.default(20)
		.describe('how many orders and tries one account, or one device, may make within an hour'),
};

const text = z.string().min(1).optional();
const mpesa = {
	MPESA_BASE_URL: z
		.url({ protocol: /^https?$/ })
		.optional()
		.describe("Daraja's URL"),
	MPESA_KEY: text.describe("the consumer's key"),
	MPESA_SECRET: text.describe("the consumer's secret"),
	MPESA_PASSKEY: text.describe("the shortcode's passkey"),
	MPESA_SHORTCODE: z
		.string()
		.regex(/^\d{5,7}$/)
		.optional()
		.describe('a shortcode of 5 to 7 digits'),
	MPESA_INITIATOR: text.describe("the initiator's name"),
	MPESA_INITIATOR_PASSWORD: text.describe("the initiator's password"),
	MPESA_CERTIFICATE: pem.optional().describe("M-Pesa's certificate: PEM, or a file with it"),
	HOOK_SECRET: hexKey
		.optional()
		.describe('32 bytes in hex: the addresses that providers call derive from it'),
	HOOK_BASE_URL: z
		.url({ protocol: /^https?$/ })
		.transform((url) => url.replace(/\/+$/, ''))
		.optional()
		.describe('where providers reach this relayer'),
};
const options = {
	MPESA_HOOK_IPS: by((text) => {
		if (text.trim() === '') throw new RangeError('lists nobody');
		return readNetworks(text);
	})
		.optional()
		.describe('the only IP addresses or networks that M-Pesa calls from, with commas between'),
	MPESA_NOMINATED_NUMBER: z
		.string()
		.regex(/^254\d{9}$/)
		.optional()
		.describe('a number (2547…) with which to register our addresses at each start; for a sandbox only'),
	FIAT_LICENCE: z
		.string()
		.min(4)
		.optional()
		.describe('the licence, or the partner, under which money is taken on the live network'),
};

type Env = ReturnType<
	typeof readEnv<typeof network & typeof keys & typeof work & typeof holding & typeof mpesa & typeof options>
>;
export type Config = ReturnType<typeof readConfig>;

export function readConfig() {
	const config = readEnv({ ...network, ...keys, ...work, ...holding, ...mpesa, ...options });
	const rate = config.KES_PER_USD ?? parseRate(playRate);
	const parts = { bounds: boundsOf(config), platform: platformOf(config), mpesa: mpesaOf(config) };
	return { ...config, KES_PER_USD: rate, ...parts };
}

/** Both of the platform's variables, or none: then no message is sent, and no number opens an order. */
function platformOf({ PLATFORM_URL: url, SERVICE_TOKEN: token }: Env): { url: string; token: string } | null {
	if (url && token) return { url, token };
	if (!url && !token) return null;
	const [set, missing] = url ? ['PLATFORM_URL', 'SERVICE_TOKEN'] : ['SERVICE_TOKEN', 'PLATFORM_URL'];
	const words = `${set} is set, so ${missing} must be ${work[missing as 'PLATFORM_URL'].description}`;
	throw new PassaError('ENV_INVALID', `wrong environment: ${words}`);
}

const boundsOf = (config: Env): Bounds => ({
	ordersPerAddress: { seconds: 600, max: config.ORDERS_PER_ADDRESS },
	ordersPerAsker: { seconds: 3600, max: config.ORDERS_PER_ASKER },
	unpaidOrders: config.UNPAID_ORDERS,
	unpaidShare: config.UNPAID_SHARE,
	unpaidShareOfAddress: config.UNPAID_SHARE_OF_ADDRESS,
	unansweredPrompts: config.UNANSWERED_PROMPTS,
});

/** All of M-Pesa's variables together, or none: then there is no fiat rail. */
function mpesaOf(config: Env): MpesaOptions | null {
	const names = Object.keys(mpesa) as (keyof typeof mpesa)[];
	const missing = names.filter((name) => config[name] === undefined);
	if (missing.length === names.length) return null;
	if (missing.length > 0) {
		const set = names.find((name) => config[name] !== undefined);
		const problems = missing.map((name) => `${name} must be ${mpesa[name].description}`);
		throw new PassaError('ENV_INVALID', `wrong environment: ${set} is set, so ${problems.join('; ')}`);
	}
	refuseUnready(config);
	const set = config as Required<Env>;
	refuseHookUrls({ secret: set.HOOK_SECRET, baseUrl: set.HOOK_BASE_URL }, isLive(set.MPESA_BASE_URL));
	const nominatedNumber = config.MPESA_NOMINATED_NUMBER;
	return {
		baseUrl: set.MPESA_BASE_URL.replace(/\/+$/, ''),
		key: set.MPESA_KEY,
		secret: set.MPESA_SECRET,
		passkey: set.MPESA_PASSKEY,
		shortcode: set.MPESA_SHORTCODE,
		initiator: set.MPESA_INITIATOR,
		initiatorPassword: set.MPESA_INITIATOR_PASSWORD,
		certificatePem: set.MPESA_CERTIFICATE,
		register: nominatedNumber ? { nominatedNumber } : null,
		hooks: {
			secret: set.HOOK_SECRET,
			baseUrl: set.HOOK_BASE_URL,
			allowed: config.MPESA_HOOK_IPS ?? null,
			proxies: config.TRUSTED_PROXIES,
		},
	};
}

/** Whether real money moves: neither a simulator on this machine nor the provider's sandbox. */
const isLive = (baseUrl: string): boolean =>
	!/^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|sandbox\.safaricom\.co\.ke)$/.test(new URL(baseUrl).hostname);

/**
 * Taking money for others is regulated: on the live network only with a licence or a partner on record. The operator
 * must also set the rate, against which USDC prices are checked.
 */
function refuseUnready({ MPESA_BASE_URL, FIAT_LICENCE, KES_PER_USD }: Env): void {
	if (!isLive(MPESA_BASE_URL!)) return;
	const live = 'wrong environment: MPESA_BASE_URL is the live network, so';
	if (!FIAT_LICENCE) {
		const words = 'FIAT_LICENCE must name the licence, or the partner, under which money is taken';
		throw new PassaError('LICENCE_MISSING', `${live} ${words}`);
	}
	if (!KES_PER_USD)
		throw new PassaError('RATE_MISSING', `${live} KES_PER_USD must say how many shillings a dollar is`);
}
