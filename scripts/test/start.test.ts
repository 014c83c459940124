import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { passaFile, readPassaFile } from '../passa-file.ts';
import { homeOf, removeCluster } from '../postgres/home.ts';
import { root } from '../wasm/artifacts.ts';

const test = suite('npm start');
const port = 21_000 + (process.pid % 4_000) * 8;
const folders: string[] = [];

const freshFolder = (): string => {
	const folder = mkdtempSync(join(tmpdir(), 'passa-start-'));
	folders.push(folder);
	return folder;
};
test.after(() => {
	for (const folder of folders) {
		removeCluster(folder);
		rmSync(folder, { recursive: true, force: true });
	}
});

type Running = { child: ChildProcess; output: () => string; ended: Promise<number> };

function command(script: string, args: string[], env: Record<string, string> = {}): Running {
	const child = spawn(process.execPath, [join(root, 'scripts', script), ...args], {
		cwd: root,
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	child.stdout!.on('data', (c) => (output += c));
	child.stderr!.on('data', (c) => (output += c));
	return {
		child,
		output: () => output,
		ended: new Promise((done) => child.once('close', (code) => done(code ?? 1))),
	};
}

const start = (data: string, at: number, ...more: string[]): Running =>
	command('start.ts', ['--data', data, '--port', String(at), '--no-demo', ...more]);

async function until(holds: () => boolean, running: Running): Promise<void> {
	for (const limit = Date.now() + 90_000; Date.now() < limit; ) {
		if (holds()) return;
		await new Promise((done) => setTimeout(done, 50));
	}
	throw new Error(`waited in vain; it said: ${running.output()}`);
}

const ready = (data: string, running: Running) => until(() => existsSync(passaFile(data)), running);

/** Processes of this repository that name the folder in their environment: the children of a run on it. */
function childrenOn(data: string): string[] {
	const pids = execFileSync('sh', ['-c', "ls /proc | grep -E '^[0-9]+$'"], { encoding: 'utf8' })
		.split('\n')
		.filter(Boolean);
	return pids.filter((pid) => {
		try {
			return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`PASSA_DATA=${data}\0`);
		} catch {
			return false;
		}
	});
}

function commandOf(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
	} catch {
		return '';
	}
}

test('says where everything is, for its owner only, and Ctrl-C leaves nothing behind', async () => {
	const data = freshFolder();
	const running = start(data, port);
	await ready(data, running);
	assert.is(statSync(passaFile(data)).mode & 0o777, 0o600);
	const passa = readPassaFile(data);
	const health = await fetch(passa.rpc, {
		method: 'POST',
		body: '{"jsonrpc":"2.0","id":1,"method":"getHealth"}',
	});
	assert.is((await health.json()).result.status, 'healthy');
	assert.ok(childrenOn(data).length > 0, 'the negative control: its children can be seen');
	running.child.kill('SIGINT');
	assert.is(await running.ended, 0);
	assert.equal(childrenOn(data), []);
	assert.not.ok(existsSync(passaFile(data)));

	const again = start(data, port);
	await ready(data, again);
	assert.equal(readPassaFile(data).contracts, passa.contracts);
	again.child.kill('SIGTERM');
	await again.ended;
});

test('a data folder in use is refused, and its owner goes on', async () => {
	const data = freshFolder();
	const first = start(data, port);
	await ready(data, first);
	const second = start(data, port + 100);
	assert.is(await second.ended, 1);
	assert.match(second.output(), 'DATA_IN_USE');
	assert.is(first.child.exitCode, null);
	first.child.kill('SIGINT');
	await first.ended;
});

test('a taken port is one clear sentence, and no child stays', async () => {
	const data = freshFolder();
	const taken = createServer().listen(port + 4, '127.0.0.1');
	const running = start(data, port);
	assert.is(await running.ended, 1);
	assert.match(running.output(), /PORT_TAKEN: port \d+ \(localnet\) is taken/);
	assert.equal(childrenOn(data), []);
	await new Promise((done) => taken.close(done));
});

test('a damaged data folder is one clear sentence, and --reset starts anew', async () => {
	const data = freshFolder();
	writeFileSync(
		join(data, 'localnet.sqlite'),
		'this is no database, and long enough to be read as one: '.repeat(40),
	);
	const damaged = start(data, port);
	assert.is(await damaged.ended, 1);
	assert.match(damaged.output(), /cannot use .*localnet\.sqlite/);
	assert.equal(childrenOn(data), []);
	const anew = start(data, port, '--reset');
	await ready(data, anew);
	anew.child.kill('SIGINT');
	assert.is(await anew.ended, 0);
});

test('a wrong flag, a wrong number and a wrong environment say what was expected', async () => {
	const flag = command('start.ts', ['--prot', '3']);
	assert.is(await flag.ended, 1);
	assert.match(flag.output(), 'FLAGS_INVALID');
	const number = command('start.ts', ['--port', '99999999']);
	assert.is(await number.ended, 1);
	assert.match(number.output(), '--port must be a whole number from 1 to 65000');
	const env = command('deploy.ts', ['--data', freshFolder()], { STELLAR_RPC_URL: 'nonsense' });
	assert.is(await env.ended, 1);
	assert.match(env.output(), /ENV_INVALID: .*STELLAR_RPC_URL must be the address of a Stellar RPC/);
	const stopped = command('buy.ts', ['--event', '1', '--data', freshFolder()]);
	assert.is(await stopped.ended, 1);
	assert.match(stopped.output(), 'NOT_RUNNING');
});

test('a service that ends by itself ends the run, with its last words', async () => {
	const data = freshFolder();
	const running = start(data, port);
	await ready(data, running);
	const [localnet] = childrenOn(data).filter((pid) => commandOf(pid).includes('localnet/main.ts'));
	process.kill(Number(localnet), 'SIGKILL');
	assert.is(await running.ended, 1);
	assert.match(running.output(), 'SERVICE_ENDED: localnet ended by itself');
	assert.not.ok(existsSync(passaFile(data)));
	assert.equal(childrenOn(data), []);
});

test('a run that was killed stands in nobody’s way: its services end, the next start takes over its database', async () => {
	const data = freshFolder();
	const killed = start(data, port);
	await ready(data, killed);
	const { contracts } = readPassaFile(data);
	killed.child.kill('SIGKILL');
	await killed.ended;
	await until(() => childrenOn(data).every((pid) => commandOf(pid).includes('postgres')), killed);
	assert.ok(childrenOn(data).length > 0, 'the negative control: the database outlived its run');
	rmSync(passaFile(data));
	const next = start(data, port);
	await ready(data, next);
	assert.equal(readPassaFile(data).contracts, contracts);
	next.child.kill('SIGINT');
	assert.is(await next.ended, 0);
	assert.equal(childrenOn(data), []);
});

test('a damaged database is one clear sentence, and --reset starts anew', async () => {
	const data = freshFolder();
	const first = start(data, port);
	await ready(data, first);
	first.child.kill('SIGINT');
	await first.ended;
	writeFileSync(join(homeOf(data).cluster, 'global', 'pg_control'), 'damaged');
	const damaged = start(data, port);
	assert.is(await damaged.ended, 1);
	assert.match(damaged.output(), /DATA_DAMAGED: cannot start PostgreSQL on .*--reset starts anew/);
	assert.equal(childrenOn(data), []);
	const anew = start(data, port, '--reset');
	await ready(data, anew);
	anew.child.kill('SIGINT');
	assert.is(await anew.ended, 0);
});

test.run();
