import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { httpArchive } from '#shared/chain/archive/archive.ts';
import { checkpointOf, checkpointPath } from '#shared/chain/archive/checkpoints.ts';
import { audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import {
	type ArchiveLie,
	changesFile,
	honest,
	type LyingArchive,
	lyingArchive,
} from '#testing/proxies/lying-archive.ts';

const test = suite('two copies of one history archive');
let fixture: ChainFixture;
let event: string;
let newest: number;
let archive: LyingArchive;
let folder: string;
let file: string;

test.before(async () => {
	fixture = await ChainFixture.start();
	// The newest event is in a later checkpoint than the first.
	while (fixture.localnet.network.sequence < 70) fixture.localnet.network.close();
	event = await fixture.publish();
	newest = (await fixture.buy(await fixture.fan(), event, [{ tier: 0, qty: 2 }])).ledger;
	archive = await lyingArchive(fixture.localnet.url);
	folder = mkdtempSync(join(tmpdir(), 'passa-archives-'));
	file = join(folder, 'evidence.json');
	const saved = await runCommand('audit.ts', [...network(), '--save', file]);
	assert.is(saved.code, 0, saved.err);
	publishCheckpoint();
});
test.after(async () => {
	await Promise.all([archive.close(), fixture.close()]);
	rmSync(folder, { recursive: true, force: true });
});

/** Closes the checkpoint of the newest event. */
function publishCheckpoint() {
	const { network } = fixture.localnet;
	while (network.sequence <= checkpointOf(newest)) network.close();
	network.close();
}

const network = () => [
	...['--data', join(folder, 'none'), '--rpc', fixture.chain.rpcUrl, '--network', 'localnet'],
	...['--event', event],
];

/** A folder with a checkpoint's files, as somebody downloads them. */
async function downloaded(name: string, day = 0): Promise<string> {
	const place = join(folder, name);
	const checkpoint = checkpointOf(newest);
	const paths = [checkpointPath('ledger', checkpoint), checkpointPath('results', checkpoint)];
	for (const path of ['.well-known/stellar-history.json', ...paths]) {
		const answer = await fetch(`${archive.url}/${path}`);
		assert.is(answer.status, 200, path);
		mkdirSync(dirname(join(place, path)), { recursive: true });
		const body = new Uint8Array(await answer.arrayBuffer());
		// Each publisher's gzip writes its own time (RFC 1952, bytes 4 to 7).
		if (path.endsWith('.gz')) body.set([day], 4);
		writeFileSync(join(place, path), body);
	}
	return place;
}

test('two copies of one archive count once, under any names', async () => {
	const [one, dated] = [await downloaded('one'), await downloaded('dated', 3)];
	const named = async (...archives: string[]) => {
		const flags = archives.flatMap((each) => ['--archive', each]);
		const { code, out, err } = await runCommand('audit.ts', ['--from', file, ...flags, '--json']);
		if (code === 1) return err.split(':')[0];
		const { anchored, label, anchor } = JSON.parse(out);
		return [code, anchored, label, anchor.archives.map((each: { state: string }) => each.state).join()];
	};
	assert.equal(await named(one, dated), [0, 2, 'anchored', 'agrees,agrees'], 'the control: two publishers');
	cpSync(one, join(folder, 'copied'), { recursive: true });
	assert.equal(await named(one, join(folder, 'copied')), [0, 1, 'unanchored', 'agrees,copy']);
	assert.equal(await named(one, join(folder, 'copied'), dated), [0, 2, 'anchored', 'agrees,copy,agrees']);
	mkdirSync(join(folder, 'linked'));
	symlinkSync(join(one, 'ledger'), join(folder, 'linked/ledger'));
	symlinkSync(join(one, 'results'), join(folder, 'linked/results'));
	assert.equal(await named(one, join(folder, 'linked')), [0, 1, 'unanchored', 'agrees,copy']);
	symlinkSync(one, join(folder, 'link'));
	assert.is(await named(one, join(folder, 'link')), 'ANCHOR_SAME_SOURCE');
	archive.behave(honest);
	assert.equal(await named(archive.url, one), [0, 1, 'unanchored', 'agrees,copy'], 'downloaded from there');
	const { out } = await runCommand('audit.ts', [
		...['--from', file, '--archive', one, '--archive', join(folder, 'copied')],
	]);
	assert.match(
		out,
		/copied: its files are those of .*one, byte for byte: they may be one archive, so they count once/,
	);
	assert.match(out, /It is UNANCHORED\./);
});

test('two addresses of one bucket count once, two of archives whose files have no time do not differ in anything but the address', async () => {
	const dated = changesFile('ledger', (body) => Buffer.from(body).fill(7, 4, 8));
	const states = async (lie: ArchiveLie) => {
		archive.behave(lie);
		const mirror = await lyingArchive(fixture.localnet.url, lie);
		const archives = [httpArchive(archive.url, 1000), httpArchive(mirror.url, 1000)];
		const { anchored, anchor } = audit(await collectEvidence({ ...fixture.chain, archives }, event));
		await mirror.close();
		return [anchored, ...anchor.archives.map(({ state }) => state)];
	};
	assert.equal(await states(dated), [2, 'agrees', 'copy']);
	assert.equal(await states(honest), [3, 'agrees', 'agrees']);
});

test.run();
