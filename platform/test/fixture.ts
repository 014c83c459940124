import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { Pool } from 'pg';
import { pino } from 'pino';
import { parseRate } from '#shared/kes-rate.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import { openSeal, type Seal } from '#shared/seal.server.ts';
import { readNetworks } from '#shared/service/address.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { keepInOutbox } from '../notify/messenger.ts';
import { type Platform, type PlatformOptions, startPlatform } from '../platform.ts';

export const origin = 'http://127.0.0.1:3000';

// biome-ignore lint/suspicious/noExplicitAny: rows of any statement
type Row = any;

/** A clock that a test moves. It starts now, since the auth library uses the system's clock. */
export function movingClock() {
	let ahead = 0;
	return {
		now: () => Date.now() + ahead,
		sleep: () => Promise.resolve(),
		advance(milliseconds: number) {
			ahead += milliseconds;
		},
	};
}

export type Fixture = {
	platform: Platform;
	cluster: TestPostgres;
	clock: ReturnType<typeof movingClock>;
	options: PlatformOptions;
	seal: Seal;
	publicKey: JWK;
	metadataDir: string;
	/** Runs a statement as the database's superuser. */
	rows(statement: string, values?: unknown[]): Promise<Row[]>;
	/** What was logged so far. */
	logged(): string;
	close(): Promise<void>;
};

/** A platform on a database of its own, configured as in production except for `change`. */
export async function openFixture(
	change: Partial<PlatformOptions> = {},
	given?: TestPostgres,
): Promise<Fixture> {
	const cluster = given ?? (await startTestPostgres());
	const database = await cluster.database();
	const { run } = database.urls('platform');
	const sessionKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JWK & {
		d: string;
	};
	const metadataDir = mkdtempSync(join(tmpdir(), 'passa-metadata-'));
	const lines: string[] = [];
	const clock = movingClock();
	const options: PlatformOptions = {
		databaseUrl: run,
		host: '127.0.0.1',
		port: 0,
		origin,
		proxies: readNetworks('127.0.0.1'),
		indexerUrl: 'http://127.0.0.1:1',
		rpcUrl: 'http://127.0.0.1:1',
		passphrase: localnetPassphrase,
		registry: `C${'A'.repeat(51)}D2KM`,
		metadataDir,
		mediaDir: join(metadataDir, 'media'),
		rate: parseRate('129'),
		sessionKey,
		authSecret: randomBytes(32).toString('base64url'),
		piiKey: randomBytes(32).toString('hex'),
		admins: [],
		messenger: keepInOutbox,
		outboxOpen: true,
		log: pino({ level: 'trace' }, { write: (line: string) => lines.push(line) }),
		clock,
		...change,
	};
	const platform = await startPlatform(options);
	const admin = new Pool({ connectionString: database.adminUrl, max: 2 });
	admin.on('error', () => {});
	const { d, ...publicKey } = sessionKey;
	return {
		platform,
		cluster,
		clock,
		options,
		seal: openSeal(options.piiKey, 'passa platform'),
		publicKey,
		metadataDir,
		rows: async (statement, values) => (await admin.query(statement, values)).rows,
		logged: () => lines.join(''),
		async close() {
			await platform.stop();
			await admin.end();
			if (!given) await cluster.stop();
			rmSync(metadataDir, { recursive: true, force: true });
		},
	};
}
