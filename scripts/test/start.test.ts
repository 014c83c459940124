import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	chownSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { call } from '#shared/chain/rpc.ts';
import { readAccount } from '#shared/chain/state/read-account.ts';
import { childrenOn, command, ready, start, until } from '#testing/commands/running-command.ts';
import { readDeployment } from '../deploy/deployment.ts';
import { type PassaFile, passaFile, readPassaFile } from '../passa-file.ts';
import { homeOf, removeCluster } from '../postgres/home.ts';
import { portsFrom } from '../services.ts';
import { root } from '../wasm/artifacts.ts';

const test = suite('npm start');
/** Below the ports that the system assigns by itself. */
const port = 20_000 + (process.pid % 700) * 16;
const otherPort = port + 8;
const folders: string[] = [];

const freshFolder = (): string => {
	folders.push(mkdtempSync(join(tmpdir(), 'passa-start-')));
	return folders.at(-1)!;
};
/** Used by one test after the other: a start on kept data is a fast one. */
const data = join(freshFolder(), 'made', 'by-start');
let first: PassaFile;

test.after(() => {
	removeCluster(data);
	for (const folder of folders) {
		removeCluster(folder);
		rmSync(folder, { recursive: true, force: true });
	}
});

const modeOf = (path: string): number => statSync(path).mode & 0o777;
const sentence = (text: string): string =>
	text
		.split('\n')
		.filter((line) => !line.startsWith('·'))
		.join('\n');

test('Ctrl-C during a start leaves nothing behind that blocks the next start', async () => {
	for (const step of ['starting PostgreSQL', 'uploading contracts', 'starting indexer']) {
		const running = start(data, port);
		await until(() => running.output().includes(step), running);
		running.child.kill('SIGINT');
		assert.is(await running.ended, 0, running.output());
		assert.equal(childrenOn(data), []);
		assert.not.ok(existsSync(passaFile(data)));
	}
});

test('two at once on other ports: each says where everything is, for its owner only; Ctrl-C leaves nothing behind', async () => {
	const other = freshFolder();
	chmodSync(other, 0o700);
	const [one, two] = [start(data, port), start(other, otherPort)];
	await Promise.all([ready(data, one), ready(other, two)]);
	assert.equal([modeOf(passaFile(data)), modeOf(data)], [0o600, 0o700]);
	first = readPassaFile(data);
	const urls = [
		first.web,
		first.indexer,
		first.relayer,
		first.platform,
		first.simulators?.mpesa?.url,
		first.rpc,
	];
	const { web, indexer, relayer, platform, mpesa, rpc } = portsFrom(port);
	assert.equal(
		urls,
		// Passkeys belong to a name, so people open the web by one.
		[
			`http://localhost:${web}`,
			...[indexer, relayer, platform, mpesa, rpc].map((p) => `http://127.0.0.1:${p}`),
		],
	);
	for (const url of urls) assert.is((await fetch(`${url}/readyz`)).status, 200, url);
	assert.is((await call<{ status: string }>(first.rpc, 'getHealth')).status, 'healthy');
	assert.not.equal(readPassaFile(other).contracts, first.contracts);

	const again = start(data, otherPort + 1000);
	assert.is(await again.ended, 1);
	assert.match(sentence(again.output()), /^DATA_IN_USE: .* is in use by process \d+; [^\n]+\n$/);
	const near = freshFolder();
	const taken = start(near, port + 1);
	assert.is(await taken.ended, 1);
	assert.match(
		sentence(taken.output()),
		/^PORT_TAKEN: port \d+ \(web\) is taken by another program; [^\n]+\n$/,
	);
	assert.equal(childrenOn(near), []);

	assert.ok(childrenOn(data).length >= 6, 'the negative control: its children can be seen');
	// npm passes Ctrl-C on to a process that already got it from the terminal.
	one.child.kill('SIGINT');
	setTimeout(() => one.child.kill('SIGINT'), 50);
	// A terminal that is closed.
	two.child.kill('SIGHUP');
	assert.equal(await Promise.all([one.ended, two.ended]), [0, 0]);
	assert.equal([childrenOn(data), childrenOn(other)], [[], []]);
	assert.equal([passaFile(data), passaFile(other)].filter(existsSync), []);
});

test('every port is checked before anything starts', async () => {
	const last = portsFrom(port).postgres;
	const holder = createServer().listen(last, '127.0.0.1');
	const refused = start(data, port);
	assert.is(await refused.ended, 1);
	assert.is(sentence(refused.output()).split(' is taken')[0], `PORT_TAKEN: port ${last} (postgres)`);
	await new Promise((done) => holder.close(done));
});

test('a start continues with kept data, and ends the services and the database of a killed run', async () => {
	const { deployer } = readDeployment(data)!.roles;
	const killed = start(data, port);
	await ready(data, killed);
	const again = readPassaFile(data);
	assert.equal(again.contracts, first.contracts);
	const { sequence } = await call<{ sequence: number }>(again.rpc, 'getLatestLedger');
	const account = (await readAccount(again.rpc, deployer.address)).sequenceNumber();
	killed.child.kill('SIGKILL');
	await killed.ended;
	assert.ok(childrenOn(data).length > 0, 'the negative control: some outlived their run');
	rmSync(passaFile(data));
	const next = start(data, port);
	await ready(data, next);
	assert.equal(readPassaFile(data).contracts, first.contracts);
	assert.is((await readAccount(again.rpc, deployer.address)).sequenceNumber(), account);
	assert.ok((await call<{ sequence: number }>(again.rpc, 'getLatestLedger')).sequence > sequence);

	const localnet = childrenOn(data).find((child) => child.command.includes('localnet/main.ts'));
	process.kill(localnet!.pid, 'SIGKILL');
	assert.is(await next.ended, 1);
	assert.match(sentence(next.output()), 'SERVICE_ENDED: localnet ended by itself');
	assert.not.ok(existsSync(passaFile(data)));
	assert.equal(childrenOn(data), []);
});

test('a wrong flag, number or environment says what was expected, and leaves no child', async () => {
	const cases: [ReturnType<typeof command>, RegExp][] = [
		[
			command('start.ts', ['--prot', '3']),
			/^FLAGS_INVALID: [^\n]*--prot[^\n]*Known: --data --port [^\n]+\n$/,
		],
		[
			command('start.ts', ['--port', '99999999']),
			/^FLAGS_INVALID: --port must be a whole number from 1 to 65000\n$/,
		],
		[
			command('deploy.ts', ['--data', freshFolder()], { env: { STELLAR_RPC_URL: 'nonsense' } }),
			/^ENV_INVALID: [^\n]*STELLAR_RPC_URL must be the address of a Stellar RPC[^\n]+\n$/,
		],
		[command('buy.ts', ['--event', '1', '--data', freshFolder()]), /^NOT_RUNNING: [^\n]+\n$/],
		[
			start(data, port, [], { env: { POLL_MILLISECONDS: 'often' } }),
			/^SERVICE_ENDED: indexer ended by itself: indexer: wrong environment: POLL_MILLISECONDS must be how often to ask [^\n]+\n$/,
		],
	];
	for (const [run, expected] of cases) {
		assert.is(await run.ended, 1);
		assert.match(sentence(run.output()), expected);
	}
	assert.equal(childrenOn(data), []);
});

test('an unusable folder ends the start with one clear sentence', async () => {
	const file = join(freshFolder(), 'file');
	writeFileSync(file, '');
	for (const folder of [file, join(file, 'below')]) {
		const refused = start(folder, port);
		assert.is(await refused.ended, 1);
		assert.match(
			sentence(refused.output()),
			/^DATA_UNUSABLE: cannot use [^\n]+ choose another one with --data\n$/,
		);
	}
});

test('each kind of damaged data ends the start with one clear sentence and no child left; --reset starts over', async () => {
	const damage = async (path: string, bytes: string, expected: RegExp) => {
		writeFileSync(path, bytes);
		const damaged = start(data, port);
		assert.is(await damaged.ended, 1);
		assert.match(sentence(damaged.output()), expected);
		assert.equal(childrenOn(data), []);
	};
	const file = (name: string) => join(data, name);
	const kept = readDeployment(data)!;
	await damage(
		file('deployment.json'),
		'{"registry"',
		/^DATA_DAMAGED: cannot read [^\n]+ --reset starts over\n$/,
	);
	writeFileSync(file('deployment.json'), JSON.stringify(kept));
	rmSync(file('localnet.sqlite'));
	await damage(file('demo.json'), '{}', /^DEPLOYMENT_GONE: [^\n]+ --reset starts over[^\n]+\n$/);
	await damage(
		file('localnet.sqlite'),
		'this is no database, and long enough to be read as one: '.repeat(40),
		/^SERVICE_ENDED: localnet ended by itself: localnet: cannot use [^\n]+; --reset starts over\n$/,
	);
	await damage(
		join(homeOf(data).cluster, 'global', 'pg_control'),
		'damaged',
		/^DATA_DAMAGED: cannot start PostgreSQL on [^\n]+; --reset starts over\n$/,
	);

	const begun = Date.now();
	const over = start(data, port, ['--reset']);
	await ready(data, over);
	assert.not.equal(readPassaFile(data).contracts, first.contracts);
	const older = readdirSync(data).filter((name) => statSync(file(name)).mtimeMs < begun - 1000);
	assert.equal(older, [], 'nothing is left of what was before');
	over.child.kill('SIGINT');
	assert.is(await over.ended, 0);
	assert.equal(childrenOn(data), []);
});

/** As root: what an ordinary user finds. Where others cannot enter the folder of root's clone, there is nothing to try. */
const nobody = { uid: 65_534, gid: 65_534 };
const canEnter = (): boolean => {
	if (process.getuid?.() !== 0) return false;
	const options = { ...nobody, cwd: root };
	return spawnSync(process.execPath, ['--eval', 'import("@stellar/stellar-sdk")'], options).status === 0;
};

(canEnter() ? test : test.skip)(
	'an ordinary user starts it in a folder that nobody else can enter',
	async () => {
		const own = freshFolder();
		chownSync(own, nobody.uid, nobody.gid);
		chmodSync(own, 0o700);
		const running = start(own, otherPort, [], nobody);
		await ready(own, running);
		assert.is(statSync(join(own, 'postgres')).uid, nobody.uid, 'its database lies beside the rest');
		const owners = childrenOn(own).map((child) => statSync(`/proc/${child.pid}`).uid);
		assert.ok(owners.length >= 6 && owners.every((uid) => uid === nobody.uid), String(owners));
		running.child.kill('SIGINT');
		assert.is(await running.ended, 0);
		assert.equal(childrenOn(own), []);
	},
);

test.run();
