import { xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hex } from '#shared/hex.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { passaTopic } from '../indexer.ts';
import { ProofKeeper } from '../ingest/keep-proofs.ts';
import type { LedgerInfo } from '../ingest/rpc-source.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { closeFixture, emptyDatabase, type FollowerFixture, openFixture } from './follower-fixture.ts';
import { RecordedSource } from './recording.ts';
import { differences, followOptions, followTo, quiet } from './store.ts';

const test = suite('metas that fit their headers and tell something false');
let fixture: FollowerFixture;
let contracts: string[] = [];

test.before(async () => {
	fixture = await openFixture();
	contracts = (await fixture.store.rows('SELECT address FROM expected.events')).map(({ address }) => address);
});
test.before.each(() => emptyDatabase(fixture));
test.after(() => closeFixture(fixture));

const ofEvents = () => fixture.recording.events.filter((e) => contracts.includes(e.contractId));
const honest = () => new RecordedSource(fixture.recording);
const follow = () => followTo(followOptions(fixture.store, honest()), fixture.chain, honest().newest);

type Meta = ReturnType<xdr.LedgerCloseMeta['toXdrObject']>;
type Processed = ReturnType<typeof processedIn>[number];
const processedIn = (meta: Meta) =>
	meta.v === 2 ? meta.v2.txProcessing : meta.v === 1 ? meta.v1.txProcessing : meta.v0.txProcessing;
const metaOf = ({ metadataXdr }: LedgerInfo): Meta =>
	xdr.LedgerCloseMeta.fromXdr(metadataXdr, 'base64').toXdrObject();

/** A source that changes what a transaction of one ledger is said to have done. Its results stay as the header has them. */
function lying(at: number, which: (each: Processed) => boolean, said: Processed['txApplyProcessing']) {
	const { ledgers } = fixture.recording;
	const meta = metaOf(ledgers[at]!);
	Object.assign(processedIn(meta).find(which)!, { txApplyProcessing: said });
	const metadataXdr = xdr.LedgerCloseMeta.fromXdrObject(meta).toXdr('base64');
	const changed = ledgers.with(at, { ...ledgers[at]!, metadataXdr });
	return new RecordedSource({ ...fixture.recording, ledgers: changed });
}

/** An event's ledger by its place, its transaction, and what its meta has of it. */
function saidOf({ ledger, txHash }: { ledger: number; txHash: string }) {
	const at = fixture.recording.ledgers.findIndex((l) => l.sequence === ledger);
	const isIts = ({ result }: Processed): boolean => hex(result.transactionHash) === txHash;
	const { txApplyProcessing: said } = processedIn(metaOf(fixture.recording.ledgers[at]!)).find(isIts)!;
	if (said.v !== 4) throw new Error(`meta of version ${said.v}`);
	return { at, isIts, said, soroban: said.v4.sorobanMeta! };
}

const payment = 1;
function isPayment({ result }: Processed): boolean {
	const done = result.result.result;
	const [first] = 'results' in done ? done.results : [];
	return first !== undefined && 'tr' in first && Number(first.tr.type) === payment;
}

test('of a payment that is said to have emitted an event of ours, nothing is believed', async () => {
	const { said } = saidOf(ofEvents()[1]!);
	const at = fixture.recording.ledgers.findLastIndex((l) => processedIn(metaOf(l)).some(isPayment));
	assert.ok(at > 0, 'a payment is recorded');
	const source = lying(at, isPayment, { ...said, v4: { ...said.v4, sorobanMeta: null } });
	const isDivergent = ({ state }: { state: string }): boolean => state === 'divergent';
	await followTo(followOptions(fixture.store, source), fixture.chain, isDivergent);
	assert.match((await readCheckpoint(fixture.store.db)).reason, 'is not what its transaction emitted');
	await follow();
	assert.equal(await differences(fixture.store), []);
});

for (const lie of ['another return value', 'none'] as const)
	test(`of a call that is said to have returned ${lie}, no proof is kept, and the other ledgers have theirs`, async () => {
		await follow();
		const { rows, db } = fixture.store;
		const kept = () =>
			rows(`SELECT l.ledger, c.tx_hash, encode(c.success, 'hex') AS success FROM chain.ledger_proofs l
				LEFT JOIN chain.call_proofs c USING (ledger) ORDER BY 1, 2`);
		const whole = await kept();
		await rows('TRUNCATE chain.ledger_proofs, chain.call_proofs');
		const event = ofEvents().at(-1)!;
		const { at, isIts, said, soroban } = saidOf(event);
		const returnValue = lie === 'none' ? null : xdr.ScVal.scvU32(7).toXdrObject();
		const source = lying(at, isIts, {
			...said,
			v4: { ...said.v4, sorobanMeta: { ...soroban, returnValue } },
		});
		const keeper = new ProofKeeper();
		const round = (from: RecordedSource) =>
			codeOf(keeper.round({ db, source: from, topic: passaTopic, log: quiet }, 1));
		const answers = [];
		for (let i = 0; i < 5; i++) answers.push(await round(source));
		assert.ok(answers.includes('SOURCE_DIVERGENT'), String(answers));
		assert.equal(
			await kept(),
			whole.filter(({ ledger }) => ledger !== event.ledger),
		);
		for (let i = 0; i < 5; i++) await round(honest());
		assert.equal(await kept(), whole);
	});

test.run();
