import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkpointOf } from '#shared/chain/archive/checkpoints.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { unplugged } from '#testing/commands/unplugged.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { honest, type LyingArchive, lyingArchive, refuses } from '#testing/proxies/lying-archive.ts';

const test = suite('an audit before the first checkpoint of an archive');
let fixture: ChainFixture;
let archive: LyingArchive;
let folder: string;
let event: string;
let newest: number;

test.before(async () => {
	fixture = await ChainFixture.start();
	event = await fixture.publish();
	newest = (await fixture.buy(await fixture.fan(), event, [{ tier: 0, qty: 1 }])).ledger;
	archive = await lyingArchive(fixture.localnet.url);
	folder = mkdtempSync(join(tmpdir(), 'passa-young-'));
});
test.before.each(() => archive.behave(honest));
test.after(async () => {
	await Promise.all([archive.close(), fixture.close()]);
	rmSync(folder, { recursive: true, force: true });
});

const network = () => [
	...['--data', join(folder, 'none'), '--rpc', fixture.chain.rpcUrl, '--network', 'localnet'],
	...['--event', event],
];
const run = (named: string) => runCommand('audit.ts', [...network(), '--archive', named]);

test('says that the ledger is not yet in the archive, also of one that has published nothing', async () => {
	assert.ok(fixture.localnet.network.sequence < checkpointOf(newest), 'no checkpoint is closed');
	const notYet = /: not yet in the archive \(ARCHIVE_NOT_YET\): /;
	for (const named of [archive.url, folder]) {
		const { code, out, err } = await run(named);
		assert.is(code, 0, err + out);
		assert.match(out, notYet);
		assert.match(out, /UNANCHORED: one source says all this/);
		assert.match(out, `and the newest ledger known here is`);
	}
	const begun = JSON.stringify({ version: 1, currentLedger: 0 });
	archive.behave((path, answer) =>
		path.startsWith('.well-known') ? { ...answer, status: 200, body: Buffer.from(begun) } : answer,
	);
	const { code, out } = await run(archive.url);
	assert.is(code, 0);
	assert.match(out, /not yet in the archive .* it has published none yet/);
});

test('is not green where the archive does not answer, or holds garbage', async () => {
	archive.behave(refuses(500));
	assert.is((await run(archive.url)).code, 2);
	archive.behave((path, answer) =>
		path.startsWith('.well-known') ? { ...answer, status: 200, body: Buffer.from('<html>') } : answer,
	);
	assert.is((await run(archive.url)).code, 2);
});

test('of a file: as far as the file knows, or a node that is asked beside it', async () => {
	const file = join(folder, 'evidence.json');
	const save = await runCommand('audit.ts', [...network(), '--save', file]);
	assert.is(save.code, 0, save.err);
	while (fixture.localnet.network.sequence <= checkpointOf(newest)) fixture.localnet.network.close();
	const from = ['--from', file, '--archive', folder];
	const { code, out } = await runCommand('audit.ts', from, unplugged);
	assert.is(code, 0, 'no archive can have published it when the file was saved');
	assert.match(out, /: not yet in the archive \(ARCHIVE_NOT_YET\): an archive publishes it with ledger/);
	const asked = await runCommand('audit.ts', [...from, '--rpc', fixture.chain.rpcUrl]);
	assert.is(asked.code, 2, 'a node knows that it is published by now');
	assert.match(asked.out, 'ARCHIVE_FILE_MISSING');
});

test('is not green without the file once the checkpoint is closed', async () => {
	while (fixture.localnet.network.sequence <= checkpointOf(newest)) fixture.localnet.network.close();
	fixture.localnet.network.close();
	archive.behave(refuses(404));
	const { code, out } = await run(archive.url);
	assert.is(code, 2);
	assert.match(out, 'ARCHIVE_FILE_MISSING');
	archive.behave(honest);
	assert.is((await run(archive.url)).code, 0, 'the control');
});

test.run();
