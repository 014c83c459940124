import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { PassaError } from '#shared/errors.ts';
import { type Home, homeOf, leftOf, ownFolder } from './home.ts';
import { ensureRoles } from './roles.ts';

export type Cluster = {
	host: string;
	port: number;
	secret: string;
	adminUrl(database: string): string;
	/** Ends connections, then the server. */
	stop(): Promise<void>;
	/** Kills the server immediately, for a process that is exiting. */
	endNow(): void;
	/** Calls back when the server ends by itself. */
	onDeath(callback: (words: string) => void): void;
};

/** A running process of a cluster: initdb first, then the server. */
export type Part = Pick<Cluster, 'stop' | 'endNow' | 'onDeath'>;

const host = '127.0.0.1';
const admin = 'passa';
/** Recovery after a crash takes time. */
const startWithinMs = 60_000;
const stopWithinMs = 10_000;

/** The superuser's password, made with the cluster. */
export const secretFile = (dataDir: string): string => join(dataDir, 'postgres.secret');

const secretBytes = 24;
const secretShape = new RegExp(`^[0-9a-f]{${2 * secretBytes}}$`);

/**
 * Starts a data folder's PostgreSQL on a port, making the cluster first if there is none. `spawned`
 * gets each process as it begins, so that a start can be stopped: initdb, then the server.
 */
export async function startCluster(
	dataDir: string,
	port: number,
	spawned: (part: Part) => void = () => {},
	settings: string[] = ownSettings,
): Promise<Cluster> {
	const home = homeOf(dataDir);
	putAside(home, dataDir);
	const known = [home.cluster, secretFile(dataDir)].map((file) => existsSync(file));
	if (!known[0] && !known[1]) await create(home, dataDir, spawned);
	else if (!known[0]) throw damaged(home, 'it is missing; was the data folder moved?');
	else if (!known[1]) throw damaged(home, 'its password is missing');
	const secret = readFileSync(secretFile(dataDir), 'utf8');
	if (!secretShape.test(secret)) throw damaged(home, `${secretFile(dataDir)} does not hold its password`);
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
			...settings.flatMap((setting) => ['-c', setting]),
		],
		{
			...as(home),
			cwd: home.cluster,
			env: environment(dataDir),
			stdio: ['ignore', 'ignore', 'pipe'],
			// The terminal's Ctrl-C does not reach it: services stop first.
			detached: true,
		},
	);
	let accepted = false;
	const cluster = describe(server, port, secret, () => accepted);
	spawned(cluster);
	let words = '';
	server.stderr!.on('data', (chunk: Buffer) => {
		words = (words + chunk.toString()).slice(-4000);
	});
	server.once('error', (error) => {
		words = error.message;
	});
	await accepting(cluster, server, () => damaged(home, lastError(words)));
	accepted = true;
	return cluster;
}

/** Durable, and small enough for a personal computer. */
export const ownSettings = [
	'shared_buffers=64MB',
	'max_connections=100',
	'wal_level=minimal',
	'max_wal_senders=0',
];

/** PostgreSQL reads PG… variables, so it gets none of this process's environment. The data folder identifies its run. */
const environment = (dataDir: string): Record<string, string> => ({
	PATH: '/usr/bin:/bin',
	LC_ALL: 'C',
	TZ: 'UTC',
	PASSA_DATA: dataDir,
});

const as = (home: Home): { uid?: number; gid?: number } =>
	home.uid === undefined ? {} : { uid: home.uid, gid: home.gid! };

/** As root the cluster is outside the data folder. A cluster whose data folder was removed by hand is moved aside. */
function putAside({ cluster }: Home, dataDir: string): void {
	const used = [secretFile(dataDir), join(dataDir, 'deployment.json')].some((file) => existsSync(file));
	if (used || !existsSync(cluster)) return;
	rmSync(leftOf(cluster), { recursive: true, force: true });
	renameSync(cluster, leftOf(cluster));
}

/** Makes a cluster completely or not at all, so that an interrupted start leaves no incomplete one. */
async function create(home: Home, dataDir: string, spawned: (part: Part) => void): Promise<void> {
	const secret = randomBytes(secretBytes).toString('hex');
	const made = `${home.cluster}.new`;
	rmSync(made, { recursive: true, force: true });
	ownFolder(made, home);
	const passwordFile = `${home.cluster}.password`;
	rmSync(passwordFile, { force: true });
	writeFileSync(passwordFile, secret, { mode: 0o600 });
	if (home.uid !== undefined) chownSync(passwordFile, home.uid, home.gid!);
	try {
		await initialise(home, dataDir, { made, passwordFile }, spawned);
	} catch (error) {
		rmSync(made, { recursive: true, force: true });
		throw error;
	} finally {
		rmSync(passwordFile, { force: true });
	}
	renameSync(made, home.cluster);
	writeFileSync(secretFile(dataDir), secret, { mode: 0o600 });
}

/** The terminal's Ctrl-C does not reach it, which would count as a failure: the run stops it. */
async function initialise(
	home: Home,
	dataDir: string,
	{ made, passwordFile }: { made: string; passwordFile: string },
	spawned: (part: Part) => void,
): Promise<void> {
	// The built-in locale is the same on every machine, and knows letters beyond ASCII.
	const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
	const args = ['-D', made, '-U', admin, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
	const initdb = spawn(
		join(home.binaries, 'bin/initdb'),
		[...args, '--encoding=UTF8', ...locale, '--no-sync'],
		{
			...as(home),
			cwd: made,
			env: environment(dataDir),
			stdio: ['ignore', 'ignore', 'pipe'],
			detached: true,
		},
	);
	let words = '';
	initdb.stderr.on('data', (chunk: Buffer) => {
		words = (words + chunk.toString()).slice(-4000);
	});
	initdb.once('error', (error) => {
		words = error.message;
	});
	const ended = new Promise<void>((done) => initdb.once('close', () => done()));
	const endNow = (): void => {
		if (initdb.pid === undefined || initdb.exitCode !== null || initdb.signalCode !== null) return;
		try {
			// The group includes the server that initdb starts.
			process.kill(-initdb.pid, 'SIGTERM');
		} catch {
			// The process has just ended.
		}
	};
	const stop = (): Promise<void> => {
		endNow();
		return ended;
	};
	try {
		spawned({ stop, endNow, onDeath: () => {} });
	} finally {
		await ended;
	}
	if (initdb.exitCode === 0) return;
	const last = words.trim().split('\n').at(-1);
	throw new PassaError('POSTGRES_FAILED', `cannot make a PostgreSQL cluster in ${home.cluster}: ${last}`);
}

const damaged = (home: Home, why: string): PassaError =>
	new PassaError('DATA_DAMAGED', `cannot start PostgreSQL on ${home.cluster} (${why}); --reset starts over`);

const lastError = (words: string): string => {
	const lines = words.trim().split('\n');
	return (
		lines.filter((l) => /FATAL|PANIC|ERROR|could not/.test(l)).at(-1) ?? lines.at(-1) ?? 'it said nothing'
	);
};

function describe(server: ChildProcess, port: number, secret: string, accepted: () => boolean): Cluster {
	let stopping = false;
	const ended = new Promise<void>((done) => server.once('exit', () => done()));
	return {
		host,
		port,
		secret,
		adminUrl: (database) => `postgres://${admin}:${secret}@${host}:${port}/${database}`,
		async stop() {
			stopping = true;
			if (server.exitCode !== null || server.signalCode !== null) return;
			// Fast shutdown: open connections are ended, everything committed stays.
			server.kill('SIGINT');
			const hurry = setTimeout(() => server.kill('SIGQUIT'), stopWithinMs);
			await ended;
			clearTimeout(hurry);
		},
		endNow() {
			stopping = true;
			server.kill('SIGQUIT');
		},
		onDeath(callback) {
			server.once('exit', () => {
				// The start that waits for a server reports one that was never ready.
				if (!stopping && accepted()) callback('PostgreSQL ended by itself');
			});
		},
	};
}

async function accepting(cluster: Cluster, server: ChildProcess, failure: () => PassaError): Promise<void> {
	for (const until = Date.now() + startWithinMs; Date.now() < until; ) {
		// Its first output arrives after this turn of the event loop.
		await new Promise((done) => setTimeout(done, 10));
		if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) throw failure();
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

/** Makes a database with all roles, schemas and grants, if it is missing. */
export async function ensureDatabase(
	cluster: Pick<Cluster, 'adminUrl' | 'secret'>,
	name: string,
): Promise<void> {
	const sql = postgres(cluster.adminUrl('postgres'), { max: 1, onnotice: () => {} });
	try {
		const [known] = await sql`SELECT 1 FROM pg_database WHERE datname = ${name}`;
		if (!known) await sql.unsafe(`CREATE DATABASE ${name}`);
	} finally {
		await sql.end({ timeout: 5 });
	}
	await ensureRoles(cluster.adminUrl(name), name, cluster.secret);
}
