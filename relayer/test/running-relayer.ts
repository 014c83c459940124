import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import { pino } from 'pino';
import { parseRate, playRate } from '#shared/kes-rate.ts';
import { phoneMark } from '#shared/phone-mark.server.ts';
import type { Role, Strong } from '#shared/roles.ts';
import { readNetworks } from '#shared/service/address.ts';
import { ownSession, sessionSigner } from '#shared/session.server.ts';
import { freePort } from '#testing/fixtures/free-port.ts';
import { callerTokens } from '../api/caller-tokens.ts';
import type { OrderView } from '../orders/order-schemas.ts';
import { passIssuerOf } from '../passes/pass-issuer.server.ts';
import { type Relayer, startRelayer } from '../relayer.ts';
import type { RelayerOptions } from '../relayer-resources.ts';
import { type Simulator, startSimulator } from '../simulators/mpesa/start-simulator.ts';
import { logins } from '../simulators/mpesa/test/fixture.ts';
import { unbounded } from './askers.ts';
import { type Fixture, treasuryOf } from './fixture.ts';

export const supportToken = 's'.repeat(43);

export type Answer = { status: number; headers: Headers; body: Row };
// biome-ignore lint/suspicious/noExplicitAny: a route's answer has any form
type Row = any;

export type Running = {
	relayer: Relayer;
	simulator: Simulator;
	options: RelayerOptions;
	/** The platform's key, which signs tokens. */
	platformKey: JWK;
	/** A session's token, of a person with these numbers. */
	session(roles: Role[], account?: string, phones?: string[], strong?: Strong): Promise<string>;
	request(
		method: string,
		path: string,
		body?: unknown,
		token?: string,
		headers?: Record<string, string>,
	): Promise<Answer>;
	order(change: Record<string, unknown>): Promise<Answer>;
	/** The order as it becomes, by long polls, until it is in one of these states. */
	until(made: { order: OrderView; token: string }, states: OrderView['state'][]): Promise<OrderView>;
	logged(): string;
	stop(): Promise<void>;
};

/** What all processes on one database share. */
const master = randomBytes(32).toString('hex');
const piiKey = randomBytes(32).toString('hex');
const passes = await passIssuerOf({
	key: {
		...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
		kid: '1',
	},
	earlier: [],
});
const hookSecret = randomBytes(32).toString('hex');

/** A whole relayer on a fixture, as one process runs it, and the simulated M-Pesa that it asks; or one beside another. */
export async function startRunning(
	fixture: Fixture,
	change: Partial<RelayerOptions> = {},
	beside?: Running,
): Promise<Running> {
	const simulator = beside?.simulator ?? (await startSimulator({ host: '127.0.0.1', port: 0, logins }));
	const port = await freePort();
	const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JWK & { d: string };
	const { d, ...publicKey } = jwk;
	const lines: string[] = [];
	const options: RelayerOptions = {
		...optionsOf(fixture, port),
		mpesa: mpesaOf(simulator, port),
		callers: await callerTokens(publicKey, supportToken),
		log: pino({ level: 'trace' }, { write: (line: string) => lines.push(line) }),
		...change,
	};
	const relayer = await startRelayer(options);
	await relayer.started.catch(async (error) => {
		await relayer.stop();
		throw error;
	});
	const sign = await sessionSigner(jwk);
	const request: Running['request'] = async (method, path, body, token, headers = {}) => {
		const answer = await fetch(`${relayer.url}${path}`, {
			method,
			headers: {
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
				...headers,
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const { status } = answer;
		return { status, headers: answer.headers, body: status === 204 ? null : await answer.json() };
	};
	return {
		relayer,
		simulator,
		options,
		request,
		platformKey: jwk,
		session: (roles, account = 'account', numbers = [], strong = 'none') => {
			const phones = numbers.map((phone) => phoneMark(account, phone));
			return sign(ownSession(account, roles, { phones, strong }), Date.now());
		},
		order: (wanted) =>
			request('POST', '/v1/orders', { tier: 0, qty: 1, idempotencyKey: freshKey(), ...wanted }),
		async until({ order, token }, states) {
			for (let seen = order; ; ) {
				if (states.includes(seen.state)) return seen;
				const path = `/v1/orders/${order.reference}?after=${seen.version}&wait=20`;
				seen = (await request('GET', path, undefined, token)).body;
			}
		},
		logged: () => lines.join(''),
		async stop() {
			await relayer.stop();
			if (!beside) await simulator.stop();
		},
	};
}

export const freshKey = (): string => randomBytes(12).toString('hex');

export function optionsOf({ chainFixture, databaseUrl }: Fixture, port: number) {
	const { registry, sinceLedger, roles } = chainFixture.deployment;
	return {
		databaseUrl,
		host: '127.0.0.1',
		port,
		chain: chainFixture.chain,
		registry,
		sinceLedger,
		usdcAsset: treasuryOf(chainFixture).asset,
		relayerSecret: roles.relayer.secret!,
		treasurySecret: roles.treasury.secret!,
		master,
		piiKey,
		passes,
		proxies: readNetworks('127.0.0.1'),
		lanes: 4,
		rate: parseRate(playRate),
		holdMilliseconds: 600_000,
		busyHoldMilliseconds: 600_000,
		bounds: unbounded,
		fees: { day: 200_000_000n, calls: 10, reserves: 0n },
		retentionDays: 400,
		keeper: { minDue: 1n, channels: 2 },
		indexerUrl: null,
		platform: null,
	};
}

function mpesaOf(simulator: Simulator, port: number): RelayerOptions['mpesa'] {
	return {
		baseUrl: simulator.url,
		...logins,
		initiator: 'passa',
		certificatePem: simulator.certificatePem,
		register: { nominatedNumber: '254700000000' },
		hooks: {
			secret: hookSecret,
			baseUrl: `http://127.0.0.1:${port}`,
			allowed: null,
			proxies: readNetworks('127.0.0.1'),
		},
	};
}
