import { xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { httpArchive } from '#shared/chain/archive/archive.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { evidenceText } from '#shared/chain/audit/readings.ts';
import { cutHistory } from '#testing/proxies/cut-history.ts';
import { lyingArchive, refuses } from '#testing/proxies/lying-archive.ts';
import { openCheckpoint, readCheckpoint } from '../models/checkpoint.ts';
import type { Anchors } from '../reindex/anchor-ledgers.ts';
import type { IndexerFixture } from './indexer-fixture.ts';
import { codeOf, everything, openReindexFixture, reindexOf } from './reindex-fixture.ts';
import { openStore, type Store } from './store.ts';

/** A lost index has no ledger of its own to compare a file with: the writer of a file can write its headers, too. */
const test = suite('a lost index out of an evidence file, and who knows its ledgers');
let fixture: IndexerFixture;
let lost: Store;
let honest: string;
/** The same file with one ledger at another time: header, hash and events agree. */
let forged: string;
let forgedLedger: number;
let rpcUrl: string;
let archiveUrl: string;

test.before(async () => {
	fixture = await openReindexFixture();
	const { chain, deployment, localnet } = fixture.chainFixture;
	rpcUrl = chain.rpcUrl;
	archiveUrl = `${localnet.url}/archive`;
	const { registry, usdc, sinceLedger } = deployment;
	const source = { ...chain, registry, usdc, sinceLedger, proveLedgers: Number.POSITIVE_INFINITY };
	const evidence = await collectEvidence(source, '1');
	honest = evidenceText(evidence);
	forgedLedger = evidence.raw.at(-1)!.ledger;
	forged = movedInTime(honest, forgedLedger);
	const { network } = localnet;
	while (network.sequence < forgedLedger + 64) network.close();
});
test.before.each(async () => {
	lost = await openStore(fixture.cluster);
	const { network, registry, ledger } = await readCheckpoint(fixture.store.db);
	await openCheckpoint(lost.db, { network, registry, startLedger: ledger + 1 });
});
test.after.each(() => lost.close());
test.after(() => fixture.close());

/** One second later than it was, by a header of one's own. */
function movedInTime(text: string, ledger: number): string {
	const file = JSON.parse(text);
	const inLedger = file.raw.filter((event: { ledger: number }) => event.ledger === ledger);
	for (const event of inLedger) {
		event.ledgerClosedAt = new Date(Date.parse(event.ledgerClosedAt) + 1000).toISOString();
		const { proof } = file.proofs.find((each: { id: string }) => each.id === event.id);
		const header = xdr.LedgerHeader.fromXdr(proof.headers[0], 'base64').toXdrObject();
		const { scpValue } = header;
		const later = { ...scpValue, closeTime: BigInt(scpValue.closeTime) + 1n };
		const moved = xdr.LedgerHeader.fromXdrObject({ ...header, scpValue: later } as typeof header);
		proof.headers = [moved.toXdr('base64')];
	}
	return JSON.stringify(file);
}

const from = (evidence: string, anchors?: Anchors) =>
	reindexOf(lost, { from: anchors ? { evidence, anchors } : { evidence } });
const archives = (...urls: string[]): Anchors => ({
	archives: urls.map((url) => httpArchive(url)),
	rpcUrl: null,
});

test('without archive and node its report names each ledger that only the file knows: a forged one among them', async () => {
	const { imported } = await from(forged);
	assert.is(imported!.anchored, 0);
	assert.is(imported!.unanchored.length, imported!.ledgers);
	assert.ok(imported!.unanchored.includes(forgedLedger));
});

test('an archive confirms an honest file, and refuses a forged one: nothing is stored', async () => {
	const before = await everything(lost);
	assert.is(await codeOf(from(forged, archives(archiveUrl))), 'SOURCE_DIVERGENT');
	assert.equal(await everything(lost), before);
	const { imported } = await from(honest, archives(archiveUrl));
	assert.equal([imported!.unanchored, imported!.faults], [[], []]);
	assert.is(imported!.anchored, imported!.ledgers);
	const again = await from(honest, archives(archiveUrl));
	assert.equal([again.imported!.anchored, again.imported!.unanchored], [0, []], 'they are stored now');
});

test('a node confirms what it still keeps, and no more', async () => {
	assert.is(await codeOf(from(forged, { archives: [], rpcUrl })), 'SOURCE_DIVERGENT');
	const { sequence } = fixture.chainFixture.localnet.network;
	const cut = await cutHistory(rpcUrl, () => sequence);
	try {
		const { imported } = await from(forged, { archives: [], rpcUrl: cut.url });
		assert.ok(imported!.unanchored.includes(forgedLedger));
	} finally {
		await cut.close();
	}
});

test('an archive or a node that is away leaves ledgers unanchored, and is named', async () => {
	const away = await lyingArchive(fixture.chainFixture.localnet.url, refuses(500));
	const { imported } = await from(honest, { ...archives(away.url), rpcUrl: 'http://127.0.0.1:9' });
	assert.is(imported!.unanchored.length, imported!.ledgers);
	assert.match(imported!.faults.join(), /ARCHIVE_UNREACHABLE.*the node: RPC_UNREACHABLE/);
	await away.close();
});

test('a stored ledger names the one before it', async () => {
	await lost.rows(
		`insert into chain.ledgers (sequence, hash, previous_hash, closed_at, event_count, digest, proven)
			values ($1, $2, $2, now(), 0, '', true)`,
		[forgedLedger + 1, '00'.repeat(32)],
	);
	assert.is(await codeOf(from(honest)), 'SOURCE_DIVERGENT');
});

test.run();
