import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NetworkFixture } from './network-fixture.ts';

const test = suite<{ dataDir: string }>('what is kept');
test.before.each((context) => {
	context.dataDir = mkdtempSync(join(tmpdir(), 'passa-localnet-'));
});
test.after.each(({ dataDir }) => rmSync(dataDir, { recursive: true, force: true }));

const fileOf = (dataDir: string) => join(dataDir, 'localnet.sqlite');
const sentence = (dataDir: string) =>
	new RegExp(`^cannot use ${fileOf(dataDir)} as .*; --reset starts over$`);

async function whyNot(dataDir: string, options: object = {}): Promise<string> {
	const started = await NetworkFixture.start({ dataDir, ...options }).catch((error: Error) => error);
	if (started instanceof Error) return started.message;
	await started.close();
	return 'it started';
}

/** A network with one account, closed again. */
async function kept(dataDir: string): Promise<{ key: Keypair; ledger: number }> {
	const net = await NetworkFixture.start({ dataDir });
	const key = await net.funded();
	await net.apply([key], [Operation.manageData({ name: 'k', value: 'v' })]);
	const ledger = net.localnet.network.sequence;
	await net.close();
	return { key, ledger };
}

test('a restart goes on from the last ledger, with all its history', async ({ dataDir }) => {
	const { key, ledger } = await kept(dataDir);
	const net = await NetworkFixture.start({ dataDir });
	assert.ok(net.localnet.network.sequence >= ledger);
	assert.is((await net.server.getAccountEntry(key.publicKey())).numSubEntries, 1);
	const { transactions } = await net.result('getTransactions', { startLedger: 1 });
	assert.is(transactions.length, 2);
	assert.is((await net.result('getEvents', { startLedger: 1 })).events.length > 0, true);
	await net.apply([key], [Operation.manageData({ name: 'k', value: 'w' })]);
	const { ledgers } = await net.result('getLedgers', { startLedger: 1 });
	assert.is(ledgers[0].sequence, 1);
	await net.close();
});

test('a stop closes one more ledger with what still waits', async ({ dataDir }) => {
	const net = await NetworkFixture.start({ dataDir });
	const key = await net.funded();
	await net.call('localnet_pause');
	const tx = await net.signed([key], [Operation.manageData({ name: 'k', value: 'v' })]);
	const { status, hash } = await net.server.sendTransaction(tx);
	assert.is(status, 'PENDING');
	await net.close();
	const later = await NetworkFixture.start({ dataDir });
	assert.is((await later.server.getTransaction(hash)).status, 'SUCCESS');
	await later.close();
});

test('a file that is damaged, cut, foreign or in use stops the start with one sentence', async ({
	dataDir,
}) => {
	await kept(dataDir);
	const file = fileOf(dataDir);
	copyFileSync(file, `${file}.good`);
	const good = readFileSync(file);

	writeFileSync(file, 'this is no database, but somebody put it here');
	assert.match(await whyNot(dataDir), sentence(dataDir));

	const scratched = Buffer.from(good);
	scratched.fill(0x5a, 4096, good.length - 4096);
	writeFileSync(file, scratched);
	assert.match(await whyNot(dataDir), sentence(dataDir));

	writeFileSync(file, good);
	truncateSync(file, Math.floor(good.length / 2));
	assert.match(await whyNot(dataDir), sentence(dataDir));

	writeFileSync(file, good);
	assert.match(await whyNot(dataDir, { passphrase: 'Another Network' }), sentence(dataDir));

	const first = await NetworkFixture.start({ dataDir });
	assert.match(await whyNot(dataDir), sentence(dataDir));
	await first.close();
	assert.is(await whyNot(dataDir), 'it started', 'the good file still does');
});

test('a port that is taken stops the start', async () => {
	const other = createServer().listen(0, '127.0.0.1');
	await once(other, 'listening');
	const { port } = other.address() as { port: number };
	const failed = await NetworkFixture.start({ port }).catch((error: NodeJS.ErrnoException) => error);
	assert.is((failed as NodeJS.ErrnoException).code, 'EADDRINUSE');
	other.close();
});

test('a snapshot gives back balances, sequence numbers, history and time', async ({ dataDir }) => {
	const net = await NetworkFixture.start({ dataDir });
	const [a, b] = [await net.funded(), Keypair.random()];
	await net.call('localnet_pause');
	const { snapshot, latestLedger } = await net.result('localnet_snapshot');
	const create = Operation.createAccount({ destination: b.publicKey(), startingBalance: '10' });
	for (let round = 0; round < 2; round++) {
		const tx = await net.signed([a], [create], { timeout: 0 });
		const { hash } = await net.server.sendTransaction(tx);
		await net.result('localnet_advance', { seconds: 1_000_000 });
		assert.is((await net.server.getTransaction(hash)).status, 'SUCCESS');
		const back = await net.result('localnet_revert', { snapshot });
		assert.is(back.latestLedger, latestLedger);
		assert.is((await net.server.getTransaction(hash)).status, 'NOT_FOUND');
		assert.ok(net.localnet.network.closeTime < Date.now() / 1000 + 1000);
		assert.is(await net.server.getAccount(b.publicKey()).catch(() => null), null);
	}
	assert.is((await net.call('localnet_revert', { snapshot: 99 })).error?.code, -32602);
	const balance = (await net.server.getAccountEntry(a.publicKey())).balance;
	await net.close();
	const later = await NetworkFixture.start({ dataDir });
	assert.is((await later.server.getAccountEntry(a.publicKey())).balance, balance, 'on disk too');
	await later.close();
});

const main = join(import.meta.dirname, '../main.ts');

/** Runs the process; what it prints until it says it is up, or until it ends. */
function launch(env: Record<string, string>) {
	const child = spawn(process.execPath, ['--no-warnings', main], {
		env: { PATH: process.env.PATH!, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	const up = new Promise<string>((done) => {
		const read = (chunk: Buffer) => {
			output += chunk;
			const url = /"url":"([^"]+)"/.exec(output)?.[1];
			if (url) done(url);
		};
		child.stdout.on('data', read);
		child.stderr.on('data', read);
		child.once('close', () => done(''));
	});
	const ended = once(child, 'close').then(([code]) => ({ code: code as number, output }));
	return { child, up, ended };
}

test('a signal ends the process with everything kept', async ({ dataDir }) => {
	const first = launch({ PASSA_DATA: dataDir, PORT: '0' });
	const url = await first.up;
	assert.is((await fetch(`${url}/readyz`)).status, 200);
	const key = Keypair.random().publicKey();
	assert.is((await fetch(`${url}/friendbot?addr=${key}`)).status, 200);
	first.child.kill('SIGTERM');
	assert.is((await first.ended).code, 0);
	const second = launch({ PASSA_DATA: dataDir, PORT: '0' });
	assert.is((await fetch(`${await second.up}/friendbot?addr=${key}`)).status, 400, 'already funded');
	second.child.kill('SIGINT');
	assert.is((await second.ended).code, 0);
});

test('killed without warning, it still has every closed ledger', async ({ dataDir }) => {
	const first = launch({ PASSA_DATA: dataDir, PORT: '0' });
	const key = Keypair.random().publicKey();
	assert.is((await fetch(`${await first.up}/friendbot?addr=${key}`)).status, 200);
	first.child.kill('SIGKILL');
	await first.ended;
	const net = await NetworkFixture.start({ dataDir });
	assert.is((await net.server.getAccount(key)).accountId(), key);
	await net.close();
});

test('a wrong setting stops the process with its name', async ({ dataDir }) => {
	const wrong = await launch({ PASSA_DATA: dataDir, PORT: 'eight thousand' }).ended;
	assert.ok(wrong.code !== 0);
	assert.match(wrong.output, /PORT/);
	const missing = await launch({ PORT: '0' }).ended;
	assert.ok(missing.code !== 0);
	assert.match(missing.output, /PASSA_DATA/);
});

test.run();
