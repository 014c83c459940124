import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { PassaError } from '#shared/errors.ts';
import { type Home, homeOf, ownFolder } from './home.ts';
import { ensureRoles } from './roles.ts';

export type Cluster = {
	host: string;
	port: number;
	secret: string;
	adminUrl(database: string): string;
	/** Ends connections, then the server. */
	stop(): Promise<void>;
	/** Calls back when the server ends by itself. */
	onDeath(callback: (words: string) => void): void;
};

const host = '127.0.0.1';
const admin = 'passa';
const startWithinMs = 20_000;

/** Starts a data folder's PostgreSQL on a port, making the cluster first where there is none. */
export async function startCluster(dataDir: string, port: number): Promise<Cluster> {
	const home = homeOf(dataDir);
	const secretFile = join(dataDir, 'postgres.secret');
	if (!existsSync(join(home.cluster, 'PG_VERSION'))) create(home, secretFile);
	if (!existsSync(secretFile)) throw damaged(home, 'its password is missing');
	const secret = readFileSync(secretFile, 'utf8');
	const server = spawn(
		join(home.binaries, 'bin/postgres'),
		[
			'-D',
			home.cluster,
			'-p',
			String(port),
			'-c',
			`listen_addresses=${host}`,
			'-c',
			'unix_socket_directories=',
			...settings,
		],
		{ ...as(home), cwd: home.cluster, stdio: ['ignore', 'ignore', 'pipe'] },
	);
	const cluster = describe(server, port, secret);
	let words = '';
	server.stderr!.on('data', (chunk: Buffer) => {
		words = (words + chunk.toString()).slice(-4000);
	});
	await accepting(cluster, server, () => damaged(home, lastError(words)));
	return cluster;
}

/** Durable, but tuned for a small machine: this is a person's own computer. */
const settings = [
	'shared_buffers=64MB',
	'max_connections=100',
	'wal_level=minimal',
	'max_wal_senders=0',
].flatMap((s) => ['-c', s]);

const as = (home: Home): { uid?: number; gid?: number } =>
	home.uid === undefined ? {} : { uid: home.uid, gid: home.gid! };

function create(home: Home, secretFile: string): void {
	const secret = randomBytes(24).toString('hex');
	rmSync(home.cluster, { recursive: true, force: true });
	ownFolder(home.cluster, home);
	const passwordFile = `${home.cluster}.password`;
	writeFileSync(passwordFile, secret, { mode: 0o600 });
	if (home.uid !== undefined) chownSync(passwordFile, home.uid, home.gid!);
	try {
		const args = ['-D', home.cluster, '-U', admin, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
		const plain = ['--encoding=UTF8', '--locale=C', '--no-sync'];
		execFileSync(join(home.binaries, 'bin/initdb'), [...args, ...plain], {
			...as(home),
			cwd: home.cluster,
			stdio: 'pipe',
		});
	} catch (cause) {
		rmSync(home.cluster, { recursive: true, force: true });
		const words = String((cause as { stderr?: Buffer }).stderr ?? cause)
			.trim()
			.split('\n')
			.at(-1);
		throw new PassaError('POSTGRES_FAILED', `cannot make a PostgreSQL cluster in ${home.cluster}: ${words}`, {
			cause,
		});
	} finally {
		rmSync(passwordFile, { force: true });
	}
	writeFileSync(secretFile, secret, { mode: 0o600 });
}

const damaged = (home: Home, why: string): PassaError =>
	new PassaError('DATA_DAMAGED', `cannot start PostgreSQL on ${home.cluster} (${why}); --reset starts anew`);

const lastError = (words: string): string => {
	const lines = words.trim().split('\n');
	return (
		lines.filter((l) => /FATAL|PANIC|ERROR|could not/.test(l)).at(-1) ?? lines.at(-1) ?? 'it said nothing'
	);
};

function describe(server: ChildProcess, port: number, secret: string): Cluster {
	let stopping = false;
	const ended = new Promise<void>((done) => server.once('exit', () => done()));
	return {
		host,
		port,
		secret,
		adminUrl: (database) => `postgres://${admin}:${secret}@${host}:${port}/${database}`,
		async stop() {
			stopping = true;
			// Fast shutdown: open connections are ended, everything committed stays.
			server.kill('SIGINT');
			await ended;
		},
		onDeath(callback) {
			server.once('exit', () => {
				if (!stopping) callback('PostgreSQL ended by itself');
			});
		},
	};
}

async function accepting(cluster: Cluster, server: ChildProcess, failure: () => PassaError): Promise<void> {
	for (const until = Date.now() + startWithinMs; Date.now() < until; ) {
		if (server.exitCode !== null || server.signalCode !== null) throw failure();
		const sql = postgres(cluster.adminUrl('postgres'), { max: 1, connect_timeout: 2, onnotice: () => {} });
		try {
			await sql`SELECT 1`;
			return;
		} catch {
			await new Promise((done) => setTimeout(done, 50));
		} finally {
			await sql.end({ timeout: 1 });
		}
	}
	server.kill('SIGKILL');
	throw failure();
}

/** Makes a database with all roles, schemas and grants, where it is missing. */
export async function ensureDatabase(cluster: Cluster, name: string): Promise<void> {
	const sql = postgres(cluster.adminUrl('postgres'), { max: 1, onnotice: () => {} });
	try {
		const [known] = await sql`SELECT 1 FROM pg_database WHERE datname = ${name}`;
		if (!known) await sql.unsafe(`CREATE DATABASE ${name}`);
	} finally {
		await sql.end({ timeout: 5 });
	}
	await ensureRoles(cluster.adminUrl(name), name, cluster.secret);
}
