import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from '../wasm/artifacts.ts';

const test = suite<{ clone: string }>('the set-up of a clone');

/** A clone that has its packages already, and no web to build. */
test.before.each((context) => {
	const clone = mkdtempSync(join(tmpdir(), 'passa-clone-'));
	context.clone = clone;
	mkdirSync(join(clone, 'scripts'));
	mkdirSync(join(clone, 'node_modules/.bin'), { recursive: true });
	copyFileSync(join(root, 'scripts/setup.mjs'), join(clone, 'scripts/setup.mjs'));
	symlinkSync(process.execPath, join(clone, 'node_modules/.bin/node'));
	writeFileSync(join(clone, 'package-lock.json'), '{}');
	const hash = createHash('sha256').update('{}').update(process.platform).update(process.arch);
	writeFileSync(join(clone, 'node_modules/.passa-lock-hash'), hash.digest('hex'));
});
test.after.each(({ clone }) => rmSync(clone, { recursive: true, force: true }));

const lockOf = (clone: string): string => join(clone, '.passa-setup.lock');

function setUp(clone: string, env: Record<string, string> = {}) {
	const child: ChildProcess = spawn(process.execPath, [join(clone, 'scripts/setup.mjs'), 'start'], {
		env: { ...process.env, ...env },
	});
	let output = '';
	for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (output += chunk));
	const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
	return { child, ended, output: () => output };
}

async function until(holds: () => boolean): Promise<void> {
	for (const end = Date.now() + 30_000; !holds(); ) {
		if (Date.now() > end) throw new Error('waited in vain');
		await new Promise((done) => setTimeout(done, 20));
	}
}

test('has nothing to do where all is there, and leaves no lock', async ({ clone }) => {
	const run = setUp(clone);
	assert.is(await run.ended, 0, run.output());
	assert.is(run.output(), '');
	assert.not.ok(existsSync(lockOf(clone)));
});

test('waits for another one that is under way, and says so', async ({ clone }) => {
	writeFileSync(lockOf(clone), String(process.pid));
	const run = setUp(clone);
	await until(() =>
		run.output().includes(`waiting for another set-up of this clone (process ${process.pid})`),
	);
	assert.is(run.child.exitCode, null);
	rmSync(lockOf(clone));
	assert.is(await run.ended, 0, run.output());
});

test('is not held up by one that was killed', async ({ clone }) => {
	const { pid } = spawnSync(process.execPath, ['--version']);
	writeFileSync(lockOf(clone), String(pid));
	const run = setUp(clone);
	assert.is(await run.ended, 0, run.output());
	assert.is(run.output(), '');
});

test('that fails is one sentence, and leaves no lock to wait for', async ({ clone }) => {
	writeFileSync(join(clone, 'package-lock.json'), '{"other": true}');
	const run = setUp(clone, { PATH: '/nowhere' });
	assert.is(await run.ended, 1);
	assert.match(run.output(), 'npm ci failed');
	assert.not.ok(existsSync(lockOf(clone)));
});

test('installs nothing again after npm ci by hand; packages of another lock it does', async ({ clone }) => {
	const packages = { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } };
	const other = { 'node_modules/b': { version: '1.0.0', optional: true } };
	writeFileSync(join(clone, 'package-lock.json'), JSON.stringify({ packages: { ...packages, ...other } }));
	const record = join(clone, 'node_modules/.package-lock.json');
	writeFileSync(record, JSON.stringify({ packages: { 'node_modules/a': packages['node_modules/a'] } }));
	const run = setUp(clone, { PATH: '/nowhere' });
	assert.is(await run.ended, 0, run.output());
	assert.is(run.output(), '');
	const old = { 'node_modules/a': { version: '0.9.0', integrity: 'sha512-a' } };
	writeFileSync(join(clone, 'node_modules/.passa-lock-hash'), '');
	writeFileSync(record, JSON.stringify({ packages: old }));
	const again = setUp(clone, { PATH: '/nowhere' });
	assert.is(await again.ended, 1);
	assert.match(again.output(), 'npm ci failed');
});

test('builds the web once for its sources, whatever the build writes beside them', async ({ clone }) => {
	const [inlang, vite] = [join(clone, 'web/project.inlang'), join(clone, 'node_modules/vite/bin')];
	for (const folder of [inlang, vite, join(clone, 'web/build')]) mkdirSync(folder, { recursive: true });
	writeFileSync(join(clone, 'web/app.html'), '');
	writeFileSync(join(inlang, 'settings.json'), '{}');
	const written = JSON.stringify(join(inlang, '.meta.json'));
	writeFileSync(join(vite, 'vite.js'), `require('node:fs').writeFileSync(${written}, String(Date.now()));`);
	const outputs: string[] = [];
	for (const settings of ['{}', '{}', '{"other": true}']) {
		writeFileSync(join(inlang, 'settings.json'), settings);
		const run = setUp(clone);
		assert.is(await run.ended, 0, run.output());
		outputs.push(run.output());
	}
	assert.equal(
		outputs.map((output) => output.includes('building the web')),
		[true, false, true],
	);
});

test('that is stopped while it waits leaves the lock to its owner', async ({ clone }) => {
	writeFileSync(lockOf(clone), String(process.pid));
	const run = setUp(clone);
	await until(() => run.output().includes('waiting'));
	run.child.kill('SIGINT');
	await run.ended;
	assert.ok(existsSync(lockOf(clone)));
});

test.run();
