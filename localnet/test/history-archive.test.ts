import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Asset, Operation, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sha256 } from '../xdr-types.ts';
import { type Json, NetworkFixture } from './network-fixture.ts';

const test = suite('the history archive');
let net: NetworkFixture;

test.before(async () => {
	net = await NetworkFixture.start();
	const [payer, other] = [await net.funded(), await net.funded()];
	const pay = Operation.payment({ destination: other.publicKey(), asset: Asset.native(), amount: '1' });
	await net.apply([payer], [pay]);
	await net.result('localnet_pause');
	await closeUntil(130);
});
test.after(() => net.close());

const closeUntil = (ledger: number) =>
	net.result('localnet_close', { count: Math.max(0, ledger - net.localnet.network.sequence) });

const get = (path: string, method = 'GET') => fetch(`${net.localnet.url}/archive/${path}`, { method });
const statusOf = async (path: string) => (await get(path)).status;

async function contentOf(path: string): Promise<Buffer> {
	const answer = await get(path);
	assert.is(answer.status, 200, path);
	assert.is(answer.headers.get('content-encoding'), null, 'the file itself is gzip');
	return gunzipSync(new Uint8Array(await answer.arrayBuffer()));
}

/** The records of a file, by RFC 5531 and nothing of ours. */
async function recordsOf(path: string): Promise<Buffer[]> {
	const content = await contentOf(path);
	const records: Buffer[] = [];
	for (let at = 0; at < content.length; ) {
		const mark = content.readUInt32BE(at);
		assert.is(mark >>> 31, 1, 'the last fragment of its record');
		records.push(content.subarray(at + 4, at + 4 + (mark & 0x7fff_ffff)));
		at += 4 + (mark & 0x7fff_ffff);
	}
	return records;
}

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('names its newest checkpoint, and describes each checkpoint', async () => {
	const root = (await (await get('.well-known/stellar-history.json')).json()) as Json;
	assert.equal([root.currentLedger, root.networkPassphrase], [127, net.localnet.passphrase]);
	assert.equal(await (await get('history/00/00/00/history-0000007f.json')).json(), root);
	const first = (await (await get('history/00/00/00/history-0000003f.json')).json()) as Json;
	assert.is(first.currentLedger, 63);
});

test('holds the header of each ledger, which follows from the one before it, as the RPC gives it', async () => {
	const headers: xdr.LedgerHeaderHistoryEntry[] = [];
	const sizes: number[] = [];
	for (const file of ['ledger/00/00/00/ledger-0000003f.xdr.gz', 'ledger/00/00/00/ledger-0000007f.xdr.gz']) {
		const records = await recordsOf(file);
		sizes.push(records.length);
		for (const record of records) {
			headers.push(xdr.LedgerHeaderHistoryEntry.fromXdr(record));
			assert.is(headers.at(-1)!.hash.toString(), hexOf(sha256(record.subarray(32, -4))));
		}
	}
	assert.equal(sizes, [63, 64], 'there is no ledger 0');
	assert.equal(
		headers.map(({ header }) => header.ledgerSeq),
		Array.from({ length: 127 }, (_, i) => i + 1),
	);
	for (const [i, { header }] of headers.slice(1).entries())
		assert.is(header.previousLedgerHash.toString(), headers[i]!.hash.toString());
	const { ledgers } = await net.result('getLedgers', { startLedger: 1, pagination: { limit: 127 } });
	assert.equal(
		headers.map((each) => each.toXdr('base64')),
		ledgers.map(({ headerXdr }: { headerXdr: string }) => headerXdr),
	);
});

test('holds results and transactions of ledgers that have any, with the hashes of their headers', async () => {
	const checkpoint = '00/00/00';
	const headers = new Map(
		(await recordsOf(`ledger/${checkpoint}/ledger-0000003f.xdr.gz`)).map((record) => {
			const { header } = xdr.LedgerHeaderHistoryEntry.fromXdr(record);
			return [header.ledgerSeq, header];
		}),
	);
	const results = await recordsOf(`results/${checkpoint}/results-0000003f.xdr.gz`);
	assert.ok(results.length >= 2);
	for (const record of results) {
		const { ledgerSeq, txResultSet } = xdr.TransactionHistoryResultEntry.fromXdr(record);
		assert.ok(txResultSet.results.length > 0);
		assert.is(
			headers.get(ledgerSeq)!.txSetResultHash.toString(),
			hexOf(sha256(record.subarray(4, -4))),
			`ledger ${ledgerSeq}`,
		);
	}
	const sets = await recordsOf(`transactions/${checkpoint}/transactions-0000003f.xdr.gz`);
	assert.is(sets.length, results.length);
	for (const record of sets) {
		const { ledgerSeq, ext, txSet } = xdr.TransactionHistoryEntry.fromXdr(record);
		assert.is(txSet.txs.length, 0, 'empty where the set has phases');
		if (ext.type !== 'generalizedTxSet') throw new Error('a set without phases');
		assert.is(
			headers.get(ledgerSeq)!.scpValue.txSetHash.toString(),
			hexOf(sha256(ext.generalizedTxSet.toXdr())),
		);
	}
	assert.equal(await recordsOf(`results/${checkpoint}/results-0000007f.xdr.gz`), [], 'none had any');
});

test('has no file of a checkpoint that is not closed, of another name, or of a category that is not written', async () => {
	const missing = [
		'ledger/00/00/00/ledger-000000bf.xdr.gz',
		'ledger/00/00/00/ledger-00000040.xdr.gz',
		'ledger/00/00/00/ledger-0000003F.xdr.gz',
		'ledger/00/00/01/ledger-0000003f.xdr.gz',
		'ledger/00/00/00/results-0000003f.xdr.gz',
		'history/00/00/00/history-0000003f.xdr.gz',
		'scp/00/00/00/scp-0000003f.xdr.gz',
		'ledger/ff/ff/ff/ledger-ffffffff.xdr.gz',
		'../localnet.sqlite',
		'',
	];
	for (const path of missing) assert.is(await statusOf(path), 404, path);
	assert.is((await get('ledger/00/00/00/ledger-0000003f.xdr.gz', 'POST')).status, 405);
	await closeUntil(190);
	assert.is(await statusOf('ledger/00/00/00/ledger-000000bf.xdr.gz'), 404);
	await closeUntil(191);
	assert.is(await statusOf('ledger/00/00/00/ledger-000000bf.xdr.gz'), 200);
	const answer = await get('.well-known/stellar-history.json');
	assert.is(((await answer.json()) as Json).currentLedger, 191);
	assert.is(answer.headers.get('access-control-allow-origin'), '*', 'pages of other origins read it');
});

test('does not publish a checkpoint of which a test skipped ledgers, and forgets what a test reverts', async () => {
	const { snapshot } = await net.result('localnet_snapshot');
	await net.result('localnet_advance', { ledgers: 70 });
	await closeUntil(400);
	const newest = async () =>
		((await (await get('.well-known/stellar-history.json')).json()) as Json).currentLedger;
	assert.is(await statusOf('ledger/00/00/00/ledger-000000ff.xdr.gz'), 404);
	assert.is(await newest(), 383);
	await net.result('localnet_revert', { snapshot });
	assert.is(await newest(), 191);
	assert.is(await statusOf('ledger/00/00/01/ledger-0000017f.xdr.gz'), 404);
});

test('is the same after a restart, byte for byte', async () => {
	const dataDir = mkdtempSync(join(tmpdir(), 'passa-archive-'));
	const bytesAt = async ({ localnet }: NetworkFixture) => {
		const answer = await fetch(`${localnet.url}/archive/ledger/00/00/00/ledger-0000003f.xdr.gz`);
		return hexOf(new Uint8Array(await answer.arrayBuffer()));
	};
	try {
		const before = await NetworkFixture.start({ dataDir });
		await before.result('localnet_close', { count: 64 });
		const bytes = await bytesAt(before);
		await before.close();
		const after = await NetworkFixture.start({ dataDir });
		assert.is(await bytesAt(after), bytes);
		await after.close();
	} finally {
		rmSync(dataDir, { recursive: true, force: true });
	}
});

test.run();
