import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { localnetPassphrase } from '#shared/networks.ts';
import { childrenOn, command, ready, start, until } from '#testing/commands/running-command.ts';
import { newCast } from '../demo/seed.ts';
import { readDeployment } from '../deploy/deployment.ts';
import { readPassaFile } from '../passa-file.ts';
import { homeOf, removeCluster } from '../postgres/home.ts';

const test = suite('data folders that cannot be used');
const port = 20_000 + (process.pid % 700) * 16;
const folders: string[] = [];

const freshFolder = (): string => {
	folders.push(mkdtempSync(join(tmpdir(), 'passa-odd-')));
	return folders.at(-1)!;
};

test.after(() => {
	for (const folder of folders) {
		removeCluster(folder);
		rmSync(folder, { recursive: true, force: true });
	}
});

/** The printed lines that are not steps. */
const said = (text: string): string =>
	text
		.split('\n')
		.filter((line) => !line.startsWith('·'))
		.join('\n');

test('a place where no folder can be made is refused at once, and nothing is deployed into it', async () => {
	for (const folder of ['/proc/passa', '/proc/passa/below']) {
		const refused = start(folder, port);
		const timer = setTimeout(() => refused.child.kill('SIGKILL'), 20_000);
		assert.is(await refused.ended, 1, 'not killed');
		clearTimeout(timer);
		assert.match(
			said(refused.output()),
			/^DATA_UNUSABLE: cannot use \/proc\/passa[^\n]* \(no folder can be made there\); choose [^\n]+\n$/,
		);
	}
	// No network answers there: a deploy that asked it first would fail with another error.
	const env = { STELLAR_RPC_URL: 'http://127.0.0.1:1', STELLAR_NETWORK_PASSPHRASE: localnetPassphrase };
	const deploy = command('deploy.ts', ['--data', '/proc/passa'], { env });
	assert.is(await deploy.ended, 1);
	assert.match(deploy.output(), /^DATA_UNUSABLE: [^\n]+\n$/);
});

test('an empty --data is refused: it does not mean the current folder', async () => {
	const here = freshFolder();
	const refused = start('', port, [], { cwd: here });
	assert.is(await refused.ended, 1);
	assert.match(said(refused.output()), /^FLAGS_INVALID: --data must not be empty\. Known: [^\n]+\n$/);
	assert.equal(readdirSync(here), []);
});

test('Ctrl-C in the terminal while the database is made stops without an error', async () => {
	const own = freshFolder();
	const { cluster } = homeOf(own);
	// As the terminal has it: in one group with all that it did not put into another.
	const running = start(own, port, [], { detached: true });
	await until(() => existsSync(join(`${cluster}.new`, 'base', '1', 'PG_VERSION')), running);
	process.kill(-running.child.pid!, 'SIGINT');
	assert.is(await running.ended, 0, running.output());
	assert.is(said(running.output()), 'stopped\n');
	assert.equal(childrenOn(own), []);
	assert.equal([`${cluster}.new`, `${cluster}.password`].filter(existsSync), []);
});

test('data without its deployment, or with another one’s, is refused as damaged, and --reset is named', async () => {
	const data = freshFolder();
	const first = start(data, port);
	await ready(data, first);
	const { contracts } = readPassaFile(data);
	first.child.kill('SIGINT');
	assert.is(await first.ended, 0);
	const file = (name: string): string => join(data, name);
	const kept = { deployment: readDeployment(data)!, secret: readFileSync(file('postgres.secret'), 'utf8') };
	const refused = async (expected: RegExp) => {
		const run = start(data, port);
		assert.is(await run.ended, 1);
		assert.match(said(run.output()), expected);
		assert.equal(childrenOn(data), []);
	};

	rmSync(file('deployment.json'));
	const gone = (what: string) =>
		new RegExp(
			`^DATA_DAMAGED: [^\\n]+deployment\\.json is gone, and ${what} belongs [^\\n]+ --reset starts over\\n$`,
		);
	await refused(gone('the database'));
	writeFileSync(file('demo.json'), JSON.stringify({ done: true, people: newCast() }));
	await refused(gone('demo\\.json'));
	assert.not.ok(existsSync(file('deployment.json')), 'nothing was deployed again');

	const other = { ...kept.deployment, registry: kept.deployment.usdc };
	writeFileSync(file('deployment.json'), JSON.stringify(other));
	await refused(
		/^DATA_DAMAGED: [^\n]+ names registry C\w+, its database C\w+: [^\n]+ --reset starts over\n$/,
	);
	writeFileSync(file('deployment.json'), JSON.stringify(kept.deployment));

	for (const secret of ['', '%E0%A4%A', `${kept.secret}\n`]) {
		writeFileSync(file('postgres.secret'), secret);
		await refused(
			/^DATA_DAMAGED: [^\n]+postgres\.secret does not hold its password\); --reset starts over\n$/,
		);
	}
	writeFileSync(file('postgres.secret'), kept.secret);

	const again = start(data, port);
	await ready(data, again);
	assert.equal(
		readPassaFile(data).contracts,
		contracts,
		'the negative control: all that was put back is taken',
	);
	again.child.kill('SIGINT');
	assert.is(await again.ended, 0);
});

test('a network that closes a ledger a minute is refused: nobody would wait for its start', async () => {
	const refused = start(freshFolder(), port, ['--close-seconds', '60']);
	assert.is(await refused.ended, 1);
	assert.match(
		said(refused.output()),
		/^FLAGS_INVALID: --close-seconds must be a whole number from 1 to 10\n$/,
	);
});

test.run();
