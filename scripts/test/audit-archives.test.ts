import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { httpArchive } from '#shared/chain/archive/archive.ts';
import { checkpointOf, checkpointPath, firstLedgerOf } from '#shared/chain/archive/checkpoints.ts';
import { type Audit, audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import type { Evidence } from '#shared/chain/audit/evidence.ts';
import type { Source } from '#shared/chain/audit/source.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { unplugged } from '#testing/commands/unplugged.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import {
	type ArchiveLie,
	changesFile,
	changesRecords,
	honest,
	type LyingArchive,
	lyingArchive,
	rechained,
	refuses,
} from '#testing/proxies/lying-archive.ts';
import { lyingProxy } from '#testing/proxies/lying-proxy.ts';

const test = suite('an audit with history archives');
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
});
test.before.each(() => {
	archive.behave(honest);
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
const run = (...args: string[]) => runCommand('audit.ts', [...network(), ...args]);
/** An audit of the saved file, where no connection can be opened. */
const fromFile = (...args: string[]) => runCommand('audit.ts', ['--from', file, ...args], unplugged);

/** A folder with a checkpoint's files, as somebody downloads them. */
async function downloaded(name: string, lie: ArchiveLie = honest, state = true, day = 0): Promise<string> {
	const place = join(folder, name);
	archive.behave(lie);
	const checkpoint = checkpointOf(newest);
	const paths = [checkpointPath('ledger', checkpoint), checkpointPath('results', checkpoint)];
	for (const path of state ? ['.well-known/stellar-history.json', ...paths] : paths) {
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

const auditWith = async (lie: ArchiveLie, change: Partial<Source> = {}): Promise<Audit> => {
	archive.behave(lie);
	return audit(await evidenceWith({ archives: [httpArchive(archive.url, 1000)], ...change }));
};
function evidenceWith(change: Partial<Source>): Promise<Evidence> {
	const { registry, usdc, sinceLedger } = fixture.deployment;
	return collectEvidence({ ...fixture.chain, registry, usdc, sinceLedger, patience: 300, ...change }, event);
}
const failing = ({ checks }: Audit) => checks.filter((c) => !c.ok).map((c) => c.name);
const flip = (bytes: Uint8Array, at: number) => {
	const changed = new Uint8Array(bytes);
	changed[at]! ^= 1;
	return changed;
};

/** Another history, without a fault in itself: every header of the newest event's ledger on is another. */
const otherHistory: ArchiveLie = changesRecords('ledger', (all) =>
	rechained(all, newest - firstLedgerOf(checkpointOf(newest))),
);

test('is anchored where an archive has the ledger of the newest event, and says which', async () => {
	const alone = await auditWith(honest, { archives: [] });
	assert.equal(
		[alone.green, alone.anchored, alone.label, alone.anchor.archives],
		[true, 1, 'unanchored', []],
	);
	const result = await auditWith(honest);
	assert.equal(failing(result), []);
	assert.equal([result.green, result.anchored, result.label], [true, 2, 'anchored']);
	const [row] = fixture.localnet.network.store.ledgersFrom(newest, 1);
	assert.equal(result.anchor.ledger, {
		ledger: newest,
		hash: Buffer.from(row!.hash).toString('hex'),
		closedAt: new Date(row!.closeTime * 1000).toISOString(),
	});
	const checkpoint = checkpointOf(newest);
	assert.equal(result.anchor.archives, [
		{
			name: archive.url,
			state: 'agrees',
			copyOf: null,
			fault: null,
			checkpoint,
			follows: checkpoint - newest,
		},
	]);
	assert.ok(!archive.asked.some((path) => path.startsWith('results')), 'a page downloads headers only');
});

test('is not green where an archive has another history, and names ledger and archive', async () => {
	const result = await auditWith(otherHistory);
	assert.ok(failing(result).includes('archive_ledger'));
	assert.equal([result.green, result.label], [false, 'unanchored']);
	assert.is(result.anchor.archives[0]!.state, 'differs');
	const { found } = result.checks.find((c) => c.name === 'archive_ledger')!;
	assert.match(found, new RegExp(`ledger ${newest} is [0-9a-f]{64} at ${archive.url}`));
});

const silent: [string, ArchiveLie, string][] = [
	['is away', refuses(500), 'ARCHIVE_UNREACHABLE'],
	['never answers', () => null, 'ARCHIVE_UNREACHABLE'],
	['limits requests', refuses(429), 'ARCHIVE_BUSY'],
	['has lost the file', refuses(404, {}, 'ledger'), 'ARCHIVE_FILE_MISSING'],
	['leads elsewhere', refuses(302, { location: '/' }), 'SOURCE_REDIRECTS'],
	['holds garbage', changesFile('ledger', () => Buffer.from('<html>')), 'ARCHIVE_UNREADABLE'],
	['breaks its own chain', changesRecords('ledger', (all) => all.toSpliced(5, 1)), 'ARCHIVE_UNREADABLE'],
	[
		'is of another network',
		changesFile('.well-known', (body) => Buffer.from(Buffer.from(body).toString().replace('2017', '2018'))),
		'ARCHIVE_WRONG_NETWORK',
	],
];
for (const [name, lie, code] of silent)
	test(`is unanchored, with the reason, where the archive ${name}`, async () => {
		const result = await auditWith(lie);
		assert.equal([result.green, result.anchored, result.label], [true, 1, 'unanchored']);
		assert.equal(
			[result.anchor.archives[0]!.state, result.anchor.archives[0]!.fault?.code],
			['unknown', code],
		);
	});

test('is unanchored until the checkpoint of the newest event is published', async () => {
	const stale = changesFile('.well-known', (body) => {
		const state = JSON.parse(Buffer.from(body).toString());
		return Buffer.from(JSON.stringify({ ...state, currentLedger: checkpointOf(newest) - 64 }));
	});
	const [early] = (await auditWith(stale)).anchor.archives;
	assert.equal([early!.state, early!.fault?.code], ['unknown', 'ARCHIVE_NOT_YET']);
	archive.behave(stale);
	const { code, out } = await run('--archive', archive.url);
	assert.is(code, 0, 'waiting is no difference');
	assert.match(out, 'UNANCHORED: one source says all this');
	assert.match(
		out,
		/archive http.*: not yet in the archive \(ARCHIVE_NOT_YET\): the archive will publish it with ledger/,
	);
});

test('counts no archive at the address of the node, of the second source, or of an archive before it', async () => {
	const own = httpArchive(`${fixture.localnet.url.replace('127.0.0.1', 'localhost')}/archive`);
	const twice = [httpArchive(archive.url), httpArchive(`${archive.url}/again`)];
	const same = async (change: Partial<Source>) =>
		(await auditWith(honest, change)).anchor.archives.map(({ fault }) => fault?.code ?? null);
	assert.equal(await same({ archives: [own] }), ['ANCHOR_SAME_SOURCE']);
	assert.equal(await same({ archives: twice }), [null, 'ANCHOR_SAME_SOURCE']);
	const second = await lyingProxy(fixture.chain.rpcUrl, () => {});
	const atSecond = [httpArchive(`${second.url}/archive`)];
	assert.equal(await same({ anchorUrl: second.url, archives: atSecond }), ['ANCHOR_SAME_SOURCE']);
	await second.close();
	const { code, err } = await run('--archive', own.url!);
	assert.is(code, 1);
	assert.match(err, /^ANCHOR_SAME_SOURCE: /);
});

test('the command says what the archive has, and reads the results of the newest transaction, too', async () => {
	archive.behave(honest);
	const { code, out, err } = await run('--archive', archive.url);
	assert.is(code, 0, err + out);
	assert.match(out, 'anchored: two sources name the ledger that holds the newest event');
	assert.match(out, new RegExp(`ledger ${newest}, closed .*Z, has the hash [0-9a-f]{64}`));
	const later = checkpointOf(newest) - newest;
	assert.match(out, `it has this ledger, and ${later} ledgers later follows the archive’s checkpoint`);
	assert.match(out, 'ok       history archives list the newest event’s transaction as done');
	archive.behave(changesRecords('results', (all) => all.map((record) => flip(record, 12))));
	const forged = await run('--archive', archive.url, '--json');
	assert.is(forged.code, 2);
	const failed = JSON.parse(forged.out).checks.filter((c: { ok: boolean }) => !c.ok);
	assert.equal(
		failed.map((c: { name: string }) => c.name),
		['archive_results'],
	);
	assert.match(failed[0].found, 'ARCHIVE_UNREADABLE');
});

test('the command is not green where an archive that it was told to ask gives nothing', async () => {
	archive.behave(refuses(404));
	const { code, out } = await run('--archive', archive.url);
	assert.is(code, 2);
	assert.match(
		out,
		/DIFFERS {2}it is not so that every history archive gives the ledgers.*ARCHIVE_FILE_MISSING/,
	);
	assert.match((await run('--archive', join(folder, 'no such place'))).err, /^FLAGS_INVALID: --archive/);
	assert.match((await run('--archive', file)).err, /^FLAGS_INVALID: --archive/);
});

test('a file is anchored by two folders of downloaded files, without any network; one is one source', async () => {
	const [first, second] = [await downloaded('first'), await downloaded('second', honest, false, 2)];
	const alone = await fromFile('--archive', first, '--json');
	assert.is(alone.code, 0, alone.err + alone.out);
	assert.equal([JSON.parse(alone.out).label, JSON.parse(alone.out).anchored], ['unanchored', 1]);
	const both = await fromFile('--archive', pathToFileURL(first).href, '--archive', second);
	assert.is(both.code, 0, both.err + both.out);
	assert.match(both.out, 'anchored: two sources name the ledger that holds the newest event');
	assert.match(both.out, /a folder does not say whose archive it comes from: that is for you to know/);
	assert.match(
		both.out,
		/\nGREEN UP TO LEDGER \d+: every split was as the contract promised\. Its age was NOT ASKED: [^\n]*\n$/,
	);
	const same = await fromFile('--archive', first, '--archive', join(first, '../first'));
	assert.match(same.err, /^ANCHOR_SAME_SOURCE: /);
	// The control: by its address an archive cannot be asked here.
	const remote = await fromFile('--archive', archive.url);
	assert.is(remote.code, 2);
	assert.match(remote.out, 'ARCHIVE_UNREACHABLE');
});

test('a file is not anchored by a folder of another history, of garbage, or without the checkpoint', async () => {
	const later = join(folder, 'later.json');
	assert.is((await runCommand('audit.ts', [...network(), '--save', later])).code, 0);
	const honestFolder = await downloaded('honest');
	const other = await downloaded('other', otherHistory);
	const garbage = await downloaded(
		'garbage',
		changesFile('ledger', (body) => body.subarray(9)),
	);
	mkdirSync(join(folder, 'empty'));
	const result = async (named: string) => {
		const args = ['--from', later, '--archive', honestFolder, '--archive', named, '--json'];
		const { code, out } = await runCommand('audit.ts', args, unplugged);
		const { label, checks } = JSON.parse(out);
		const failed = checks.filter((c: { ok: boolean }) => !c.ok).map((c: { name: string }) => c.name);
		return [code, label, failed.at(-1)];
	};
	assert.equal((await result(other)).slice(0, 2), [2, 'unanchored']);
	assert.equal(await result(garbage), [2, 'unanchored', 'archive_answers']);
	assert.equal(await result(join(folder, 'empty')), [2, 'unanchored', 'archive_answers']);
});

test('a file is anchored by a node and an archive', async () => {
	const asked = ['--from', file, '--rpc', fixture.chain.rpcUrl, '--archive', archive.url, '--json'];
	const { code, out, err } = await runCommand('audit.ts', asked);
	assert.is(code, 0, err);
	assert.equal([JSON.parse(out).label, JSON.parse(out).anchored], ['anchored', 2]);
});

test('an archive cannot replace a proof: without one there is nothing to compare', async () => {
	const node = await lyingProxy(fixture.chain.rpcUrl, (method, _, answer) => {
		if (method === 'getLedgers') answer.result = { ledgers: [] };
	});
	const result = await auditWith(honest, { rpcUrl: node.url });
	await node.close();
	assert.equal([result.green, result.anchored, result.label], [true, 0, 'unanchored']);
	assert.is(result.anchor.ledger, null);
});

test.run();
