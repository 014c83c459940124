import { gunzipSync, gzipSync } from 'node:zlib';
import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Localnet, startLocalnet } from '#localnet/localnet.ts';
import type { PassaError } from '#shared/errors.ts';
import {
	type ArchiveLie,
	changesFile,
	changesRecords,
	honest,
	type LyingArchive,
	lyingArchive,
	refuses,
} from '#testing/proxies/lying-archive.ts';
import { httpArchive } from './archive.ts';
import { checkpointOf, checkpointPath, firstLedgerOf } from './checkpoints.ts';
import { gunzip } from './gunzip.ts';
import { readArchive, readResults } from './read-archive.ts';
import { markedRecords, recordsIn } from './records.ts';

const test = suite('a history archive');
let localnet: Localnet;
let server: LyingArchive;
/** A ledger with a transaction, in the first checkpoint. */
let busy: number;

test.before(async () => {
	localnet = await startLocalnet({ dataDir: null, port: 0, closeSeconds: 'instant' });
	await fetch(`${localnet.url}/friendbot?addr=${Keypair.random().publicKey()}`);
	busy = localnet.network.sequence;
	assert.ok(busy < 60);
	closeUntil(150);
	server = await lyingArchive(localnet.url);
});
test.after(async () => {
	await server.close();
	await localnet.close();
});

function closeUntil(ledger: number) {
	while (localnet.network.sequence < ledger) localnet.network.close();
}

const read = (lie: ArchiveLie, needed = [busy], passphrase = localnet.passphrase) => {
	server.behave(lie);
	return readArchive(httpArchive(server.url, 1000), passphrase, needed);
};
const faultOf = async (lie: ArchiveLie, needed?: number[], passphrase?: string) =>
	(await read(lie, needed, passphrase)).fault?.code ?? 'none';
const resultsFault = async (lie: ArchiveLie) => {
	server.behave(lie);
	return readResults(httpArchive(server.url, 1000), busy).then(
		() => 'none',
		(error: PassaError) => error.code,
	);
};

/** XORs one byte, so that it differs whatever it was. */
const flip = (bytes: Uint8Array, at: number): Uint8Array => {
	const changed = new Uint8Array(bytes);
	changed[at]! ^= 1;
	return changed;
};

test('names its files by the checkpoint of a ledger, as stellar-core does', () => {
	assert.equal([1, 63, 64, 127, 128].map(checkpointOf), [63, 63, 127, 127, 191]);
	assert.equal([63, 127].map(firstLedgerOf), [1, 64]);
	assert.is(checkpointPath('ledger', 0x3f), 'ledger/00/00/00/ledger-0000003f.xdr.gz');
	assert.is(checkpointPath('history', 0x13f), 'history/00/00/01/history-0000013f.json');
	assert.is(checkpointPath('results', 0x3abcdff), 'results/03/ab/cd/results-03abcdff.xdr.gz');
});

test('gives the ledgers that it is asked for, by the hashes of their headers, in one file for each checkpoint', async () => {
	const reading = await read(honest, [busy, 20, 100]);
	assert.equal([reading.fault, reading.newestCheckpoint], [null, 127]);
	for (const ledger of [busy, 20, 100]) {
		const [row] = localnet.network.store.ledgersFrom(ledger, 1);
		const found = reading.ledgers.get(ledger)!;
		assert.is(found.hash, Buffer.from(row!.hash).toString('hex'));
		assert.is(found.closedAt, BigInt(row!.closeTime));
	}
	assert.is(reading.ledgers.size, 3);
	assert.equal(server.asked, [
		'.well-known/stellar-history.json',
		'ledger/00/00/00/ledger-0000003f.xdr.gz',
		'ledger/00/00/00/ledger-0000007f.xdr.gz',
	]);
});

test('gives results, with the hash that the header holds, and none of a ledger without transactions', async () => {
	server.behave(honest);
	const archive = httpArchive(`${server.url}/`);
	assert.is((await readResults(archive, busy))?.results.length, 1);
	assert.is(await readResults(archive, 100), null);
});

test('has not published a checkpoint before its last ledger closed: then it is not missing', async () => {
	const early = await read(honest, [140]);
	assert.is(early.fault?.code, 'ARCHIVE_NOT_YET');
	assert.match(early.fault!.message, /with ledger 191; its newest checkpoint is 127/);
	assert.equal(server.asked, ['.well-known/stellar-history.json']);
	closeUntil(191);
	assert.is(await faultOf(honest, [140]), 'none');
});

test('that gives one checkpoint and lacks another keeps what it gave', async () => {
	const forgets: ArchiveLie = (path, answer) =>
		path.endsWith('7f.xdr.gz') ? { ...answer, status: 404 } : answer;
	const reading = await read(forgets, [busy, 100]);
	assert.is(reading.fault?.code, 'ARCHIVE_FILE_MISSING');
	assert.match(reading.fault!.message, 'ledger/00/00/00/ledger-0000007f.xdr.gz');
	assert.equal([...reading.ledgers.keys()], [busy]);
});

test('without its own state is read all the same, as a folder with a few downloaded files', async () => {
	const reading = await read(refuses(404, {}, '.well-known'), [busy]);
	assert.equal([reading.fault, reading.newestCheckpoint, reading.ledgers.size], [null, null, 1]);
	assert.is(await faultOf(refuses(404)), 'ARCHIVE_FILE_MISSING');
});

const states: [string, unknown][] = [
	['a page of HTML', '<html>'],
	['null', null],
	['no ledger', {}],
	['a ledger as text', { currentLedger: '127' }],
	['no checkpoint', { currentLedger: 128 }],
	['a negative ledger', { currentLedger: -1 }],
	['a passphrase that is no text', { currentLedger: 127, networkPassphrase: 5 }],
];
for (const [name, state] of states)
	test(`whose state is ${name} is not read`, async () => {
		const text = typeof state === 'string' ? state : JSON.stringify(state);
		assert.is(await faultOf(changesFile('.well-known', () => Buffer.from(text))), 'ARCHIVE_UNREADABLE');
	});

test('of another network is refused, where it names its network', async () => {
	assert.is(await faultOf(honest, [busy], 'Test SDF Network ; September 2015'), 'ARCHIVE_WRONG_NETWORK');
	const unnamed = changesFile('.well-known', () => Buffer.from(JSON.stringify({ currentLedger: 127 })));
	assert.is(await faultOf(unnamed, [busy], 'Test SDF Network ; September 2015'), 'none');
});

const refusals: [string, ArchiveLie, string][] = [
	['404', refuses(404, {}, 'ledger'), 'ARCHIVE_FILE_MISSING'],
	['403, as buckets that may not be listed', refuses(403, {}, 'ledger'), 'ARCHIVE_FILE_MISSING'],
	['410', refuses(410, {}, 'ledger'), 'ARCHIVE_FILE_MISSING'],
	['429', refuses(429, { 'retry-after': '120' }, 'ledger'), 'ARCHIVE_BUSY'],
	['503', refuses(503), 'ARCHIVE_BUSY'],
	['500', refuses(500), 'ARCHIVE_UNREACHABLE'],
	['502', refuses(502, {}, 'ledger'), 'ARCHIVE_UNREACHABLE'],
	['a redirect', refuses(302, { location: 'http://127.0.0.1:1/' }), 'SOURCE_REDIRECTS'],
	['a redirect for one file', refuses(307, { location: '/elsewhere' }, 'ledger'), 'SOURCE_REDIRECTS'],
	['nothing, for ever', () => null, 'ARCHIVE_UNREACHABLE'],
	[
		'nothing for one file',
		(path, answer) => (path.startsWith('ledger') ? null : answer),
		'ARCHIVE_UNREACHABLE',
	],
];
for (const [name, lie, code] of refusals)
	test(`that answers ${name} fails with ${code}`, async () => {
		const begun = Date.now();
		assert.is(await faultOf(lie), code);
		assert.ok(Date.now() - begun < 5000, 'in its time');
	});

test('that is not there fails, and asks nobody else', async () => {
	const reading = await readArchive(httpArchive('http://127.0.0.1:1'), localnet.passphrase, [busy]);
	assert.is(reading.fault?.code, 'ARCHIVE_UNREACHABLE');
});

const emptied = (bytes: number) => gzipSync(new Uint8Array(bytes));
const lies: [string, ArchiveLie][] = [
	['nothing', changesFile('ledger', () => new Uint8Array())],
	['an empty gzip', changesFile('ledger', () => emptied(0))],
	['text', changesFile('ledger', () => Buffer.from('<html>not found</html>'))],
	['a gzip that is cut', changesFile('ledger', (body) => body.subarray(0, body.length - 20))],
	['a gzip whose sum is wrong', changesFile('ledger', (body) => flip(body, body.length - 8))],
	['bytes after the gzip', changesFile('ledger', (body) => Buffer.concat([body, Buffer.from('more')]))],
	['zeros', changesFile('ledger', () => emptied(1000))],
	['a record that is cut', changesFile('ledger', (body) => gzipSync(gunzipSync(body).subarray(0, -3)))],
	[
		'a record without its mark',
		changesFile('ledger', (body) => gzipSync(flip(gunzipSync(body), 0).fill(0, 0, 1))),
	],
	[
		'half a mark',
		changesFile('ledger', (body) => gzipSync(Buffer.concat([gunzipSync(body), Buffer.from([0x80])]))),
	],
	['records that are no headers', changesRecords('ledger', (all) => all.map(() => new Uint8Array(12)))],
	[
		'bytes after a header',
		changesRecords('ledger', (all) => [Buffer.concat([all[0]!, new Uint8Array(4)]), ...all.slice(1)]),
	],
	['no first ledger', changesRecords('ledger', (all) => all.slice(1))],
	['no last ledger', changesRecords('ledger', (all) => all.slice(0, -1))],
	['a ledger less', changesRecords('ledger', (all) => all.toSpliced(30, 1))],
	['a ledger twice', changesRecords('ledger', (all) => all.toSpliced(30, 0, all[30]!))],
	['two ledgers exchanged', changesRecords('ledger', (all) => all.with(30, all[31]!).with(31, all[30]!))],
	['a ledger too many', changesRecords('ledger', (all) => [...all, all.at(-1)!])],
	['another hash beside a header', changesRecords('ledger', (all) => all.with(10, flip(all[10]!, 3)))],
	[
		'another header under its hash',
		changesRecords('ledger', (all) => all.with(10, flip(all[10]!, 32 + 4 + 2))),
	],
	[
		'the file of another checkpoint',
		(path, answer) => (path.startsWith('ledger') ? { ...answer, body: other } : answer),
	],
];
let other = new Uint8Array();
test.before(async () => {
	const file = await fetch(`${localnet.url}/archive/ledger/00/00/00/ledger-0000007f.xdr.gz`);
	other = new Uint8Array(await file.arrayBuffer());
});
for (const [name, lie] of lies)
	test(`whose file of headers holds ${name} is not believed`, async () => {
		assert.is(await faultOf(lie), 'ARCHIVE_UNREADABLE');
		assert.is((await read(lie)).ledgers.size, 0, 'nothing of that file counts');
	});

test('that forges a header with its own hash breaks the chain: the next header names another', async () => {
	const { createHash } = await import('node:crypto');
	const forged = (record: Uint8Array): Uint8Array => {
		const changed = flip(record, record.length - 9);
		const hash = createHash('sha256').update(changed.subarray(32, -4)).digest();
		return Buffer.concat([hash, changed.subarray(32)]);
	};
	const lie = changesRecords('ledger', (all) => all.with(10, forged(all[10]!)));
	const { fault } = await read(lie);
	assert.is(fault?.code, 'ARCHIVE_UNREADABLE');
	assert.match(fault!.message, 'ledger 12 does not follow');
	// The last one has nobody after it: it shows only beside another source.
	assert.is(await faultOf(changesRecords('ledger', (all) => all.with(62, forged(all[62]!)))), 'none');
});

test('whose results are not those of its headers, lack a ledger or name a strange one is not believed', async () => {
	const of = (change: (all: Uint8Array[]) => Uint8Array[]) => resultsFault(changesRecords('results', change));
	assert.is(await resultsFault(honest), 'none');
	assert.is(await of((all) => all.slice(1)), 'ARCHIVE_UNREADABLE', 'lacks one');
	assert.is(await of(() => []), 'ARCHIVE_UNREADABLE', 'lacks all');
	assert.is(await of((all) => [all[0]!, ...all]), 'ARCHIVE_UNREADABLE', 'twice');
	assert.is(await of((all) => all.with(0, flip(all[0]!, 0))), 'ARCHIVE_UNREADABLE', 'of ledger 16 millions');
	assert.is(await of((all) => all.with(0, flip(all[0]!, 3))), 'ARCHIVE_UNREADABLE', 'of a neighbour');
	assert.is(await of((all) => all.with(0, flip(all[0]!, 12))), 'ARCHIVE_UNREADABLE', 'another transaction');
	assert.is(await of((all) => [...all, new Uint8Array(8)]), 'ARCHIVE_UNREADABLE', 'no results');
	assert.is(await resultsFault(refuses(404, {}, 'results')), 'ARCHIVE_FILE_MISSING');
});

test('whose files are too large is left before they are read: packed, unpacked, and its state', async () => {
	assert.is(await faultOf(changesFile('.well-known', () => new Uint8Array(1_000_001))), 'ARCHIVE_TOO_LARGE');
	assert.is(await faultOf(changesFile('ledger', () => new Uint8Array(1_000_001))), 'ARCHIVE_TOO_LARGE');
	const bomb = gzipSync(new Uint8Array(200_000_000));
	assert.ok(bomb.length < 300_000);
	const before = process.memoryUsage().arrayBuffers;
	assert.is(await faultOf(changesFile('ledger', () => bomb)), 'ARCHIVE_TOO_LARGE');
	assert.ok(process.memoryUsage().arrayBuffers - before < 50_000_000, 'it was not unpacked');
});

test('whose server unpacks its files on the way, by naming gzip as their encoding, is read as well', async () => {
	const encoded: ArchiveLie = (path, answer) =>
		path.endsWith('.gz') ? { ...answer, headers: { 'content-encoding': 'gzip' } } : answer;
	assert.is(await faultOf(encoded), 'none');
	assert.is(await resultsFault(encoded), 'none');
});

test('a stream of records is read as it was written, of any length', () => {
	const records = [new Uint8Array(0), new Uint8Array([1, 2, 3]), new Uint8Array(70_000).fill(7)];
	assert.equal(
		recordsIn('', markedRecords(records)).map((r) => [...r]),
		records.map((r) => [...r]),
	);
	assert.equal([...markedRecords([new Uint8Array([9])])], [0x80, 0, 0, 1, 9]);
});

test('unpacks exactly as many bytes as it may', async () => {
	const packed = new Uint8Array(gzipSync(new Uint8Array(1000)));
	assert.is((await gunzip('', packed, 1000)).length, 1000);
	assert.is(await gunzip('', packed, 999).catch((error) => error.code), 'ARCHIVE_TOO_LARGE');
});

test.run();
