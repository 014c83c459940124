import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { simulatorCertificate } from '#relayer/simulators/mpesa/saved-state.ts';
import { playRate } from '#shared/kes-rate.ts';
import { type Deployment, keyOf } from './deploy/deployment.ts';
import type { Database } from './postgres/roles.ts';
import { readSecrets, sessionPublicKey } from './secrets.ts';

/** What a service needs to know of the run it belongs to. */
export type Run = {
	dataDir: string;
	host: string;
	ports: Ports;
	closeSeconds: number;
	passphrase: string;
	database: Database;
	deployment: Deployment;
};

export type Ports = Record<'web' | 'indexer' | 'relayer' | 'platform' | 'rpc' | 'mpesa' | 'postgres', number>;

/** `--port n` is web's; the rest follow. */
export const portsFrom = (web: number): Ports => ({
	web,
	indexer: web + 1,
	relayer: web + 2,
	platform: web + 3,
	rpc: web + 4,
	mpesa: web + 5,
	postgres: web + 6,
});

export type Service<Needs = Run> = {
	name: string;
	main: string;
	port: keyof Ports;
	env: (run: Needs) => Record<string, string>;
	/** Stands in for a payment provider. */
	simulator?: true;
};

/** The part of a run that is known before anything starts. */
export type BaseRun = Omit<Run, 'database' | 'deployment'>;

export const localnetService: Service<BaseRun> = {
	name: 'localnet',
	main: 'localnet/main.ts',
	port: 'rpc',
	env: (run) => ({ PASSA_DATA: run.dataDir, CLOSE_SECONDS: String(run.closeSeconds) }),
};

/** Services in the order of starting. Each needs the contracts and the database. */
export const services: Service[] = [
	{
		name: 'indexer',
		main: 'indexer/main.ts',
		port: 'indexer',
		env: (run) => ({
			DATABASE_URL: run.database.urls('indexer').run,
			DATABASE_OWNER_URL: run.database.urls('indexer').owner,
			...networkEnv(run),
			METADATA_BASE: resolve(run.dataDir),
			SESSION_PUBLIC_KEY: sessionPublicKey(readSecrets(run.dataDir)),
			TRUSTED_PROXIES: thisMachine(run),
		}),
	},
	{
		name: 'mpesa',
		main: 'relayer/simulators/mpesa/main.ts',
		port: 'mpesa',
		simulator: true,
		env: () => simulatorLogins,
	},
	{
		name: 'relayer',
		main: 'relayer/main.ts',
		port: 'relayer',
		env: relayerEnv,
	},
	{
		name: 'platform',
		main: 'platform/main.ts',
		port: 'platform',
		env: platformEnv,
	},
	{
		name: 'web',
		main: 'web/server.ts',
		port: 'web',
		env: (run) => ({
			...networkEnv(run),
			ORIGIN: originOf(run),
			PLATFORM_URL: `http://${run.host}:${run.ports.platform}`,
			INDEXER_URL: `http://${run.host}:${run.ports.indexer}`,
			RELAYER_URL: `http://${run.host}:${run.ports.relayer}`,
			PUBLIC_STELLAR_RPC_URL: rpcOf(run),
			PASSA_USDC: run.deployment.usdc,
			USDC_ASSET: `${run.deployment.usdcAsset.code}:${run.deployment.usdcAsset.issuer}`,
			METADATA_DIR: join(resolve(run.dataDir), 'metadata'),
			MEDIA_DIR: join(resolve(run.dataDir), 'media'),
			// Nobody answers there: the page says that this is a test network.
			SUPPORT_EMAIL: 'help@passa.example',
			SUPPORT_HOURS: 'mon-sat 08:00-20:00',
			// Localnet's own play money, for the demo wallet.
			...(run.deployment.roles.issuer?.secret
				? { DEMO_ISSUER_SECRET: run.deployment.roles.issuer.secret }
				: {}),
		}),
	},
];

/**
 * On localnet these addresses are support and admin: some decisions need two persons. Their sign-in codes are in the
 * outbox.
 */
export const supportAddress = 'support@passa.example';
export const secondSupportAddress = 'second.support@passa.example';

/** Credentials that only the simulator accepts. */
const simulatorLogins = {
	MPESA_KEY: 'sandbox',
	MPESA_SECRET: 'sandbox',
	MPESA_PASSKEY: 'sandbox',
	MPESA_SHORTCODE: '174379',
	MPESA_INITIATOR_PASSWORD: 'sandbox',
};

function relayerEnv(run: Run): Record<string, string> {
	const secrets = readSecrets(run.dataDir);
	const { roles, usdcAsset, loyalty } = run.deployment;
	return {
		DATABASE_URL: run.database.urls('relayer').run,
		DATABASE_OWNER_URL: run.database.urls('relayer').owner,
		...networkEnv(run),
		INDEXER_URL: `http://${run.host}:${run.ports.indexer}`,
		// A fan who tries it sees points within a minute, and not the next day.
		...(loyalty ? { PASSA_LOYALTY: loyalty, POINTS_SECONDS: '60' } : {}),
		USDC_ASSET: `${usdcAsset.code}:${usdcAsset.issuer}`,
		RELAYER_SECRET: keyOf(roles.relayer).secret(),
		TREASURY_SECRET: keyOf(roles.treasury).secret(),
		RELAYER_MASTER: secrets.relayMaster,
		RELAYER_PII_KEY: secrets.piiKey,
		PASS_KEY: JSON.stringify(secrets.passKey),
		PLATFORM_URL: `http://${run.host}:${run.ports.platform}`,
		SERVICE_TOKEN: secrets.serviceToken,
		SESSION_PUBLIC_KEY: sessionPublicKey(secrets),
		SUPPORT_TOKEN: secrets.supportToken,
		KES_PER_USD: playRate,
		TRUSTED_PROXIES: thisMachine(run),
		...simulatorLogins,
		MPESA_BASE_URL: `http://${run.host}:${run.ports.mpesa}`,
		MPESA_INITIATOR: 'passa',
		MPESA_CERTIFICATE: join(resolve(run.dataDir), simulatorCertificate),
		MPESA_NOMINATED_NUMBER: '254700000000',
		HOOK_SECRET: secrets.hookSecret,
		HOOK_BASE_URL: `http://${run.host}:${run.ports.relayer}`,
		ORIGIN: originOf(run),
		// Everybody who tries it asks from this one machine, and its XLM costs nothing.
		NETWORK_FEES_XLM: '400',
		RESERVES_XLM: '400',
	};
}

function platformEnv(run: Run): Record<string, string> {
	const secrets = readSecrets(run.dataDir);
	return {
		DATABASE_URL: run.database.urls('platform').run,
		DATABASE_OWNER_URL: run.database.urls('platform').owner,
		...networkEnv(run),
		ORIGIN: originOf(run),
		TRUSTED_PROXIES: thisMachine(run),
		INDEXER_URL: `http://${run.host}:${run.ports.indexer}`,
		METADATA_DIR: join(resolve(run.dataDir), 'metadata'),
		MEDIA_DIR: join(resolve(run.dataDir), 'media'),
		SESSION_KEY: JSON.stringify(secrets.sessionKey),
		AUTH_SECRET: secrets.authSecret,
		PII_KEY: secrets.piiKey,
		SERVICE_TOKEN: secrets.serviceToken,
		// The relayer's rate: the relayer refuses prices that differ from it.
		KES_PER_USD: playRate,
		PLATFORM_ADMINS: `${supportAddress},${secondSupportAddress}`,
		MESSENGER: 'outbox',
	};
}

/** A passkey belongs to a name, and an address in numbers is none. */
export const originOf = ({ host, ports }: Pick<Run, 'host' | 'ports'>): string =>
	`http://${host === '127.0.0.1' ? 'localhost' : host}:${ports.web}`;
/** From here the web calls the other services. */
const thisMachine = ({ host }: Run): string => ['127.0.0.1', '::1', ...(isIP(host) ? [host] : [])].join();
const rpcOf = (run: Run): string => `http://${run.host}:${run.ports.rpc}`;

const networkEnv = (run: Run): Record<string, string> => ({
	STELLAR_RPC_URL: rpcOf(run),
	STELLAR_NETWORK_PASSPHRASE: run.passphrase,
	PASSA_REGISTRY: run.deployment.registry,
	PASSA_SINCE_LEDGER: String(run.deployment.sinceLedger),
	...(run.deployment.roles.payouts ? { PAYOUTS_ADDRESS: run.deployment.roles.payouts.address } : {}),
});
