import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hash, nativeToScVal } from '@stellar/stellar-sdk';
import { Pool } from 'pg';
import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Indexer, startIndexer } from '#indexer/indexer.ts';
import { keepMovements } from '#indexer/ingest/keep-movements.ts';
import type { Source } from '#indexer/ingest/rpc-source.ts';
import { readCheckpoint } from '#indexer/models/checkpoint.ts';
import { audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { type KeptEvents, keptBy, keptEventsBy } from '#shared/chain/audit/kept-proofs.ts';
import { readEvidenceFile } from '#shared/chain/audit/read-evidence-file.ts';
import { call } from '#shared/chain/rpc.ts';
import { signWith, submit } from '#shared/chain/submit/invoke.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { noNetworks } from '#shared/service/address.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { lyingProxy } from '#testing/proxies/lying-proxy.ts';

const test = suite('evidence files of the indexer');
let fixture: ChainFixture;
let cluster: TestPostgres;
let indexer: Indexer;
let node: Awaited<ReturnType<typeof lyingProxy>>;
let admin: Pool;
let folder: string;
let databaseUrl: string;
let event: string;
/** The oldest ledger that the node still has. */
let oldest = 1;

test.before(async () => {
	[fixture, cluster] = await Promise.all([ChainFixture.start(), startTestPostgres()]);
	folder = mkdtempSync(join(tmpdir(), 'passa-evidence-'));
	node = await lyingProxy(fixture.chain.rpcUrl, (method, params, answer) => {
		const { startLedger } = params as { startLedger?: number };
		if (answer.result && 'oldestLedger' in answer.result) answer.result.oldestLedger = oldest;
		if ((method !== 'getEvents' && method !== 'getLedgers') || startLedger === undefined) return;
		if (startLedger >= oldest) return;
		delete answer.result;
		answer.error = { code: -32600, message: `startLedger must be between ${oldest} and 1000000000` };
	});
	const document = Buffer.from('{"name":"Taarab by the sea"}');
	const documentHash = hash(document);
	mkdirSync(join(folder, 'metadata'));
	writeFileSync(join(folder, 'metadata', `${hex(documentHash)}.json`), document);
	event = await fixture.publish(fixture.terms({ metadata_hash: documentHash }));
	await fixture.buy(await fixture.fan(), event, [{ tier: 0, qty: 2 }]);
	await gives(5n);
	const made = await cluster.database();
	databaseUrl = made.urls('indexer').run;
	admin = new Pool({ connectionString: made.adminUrl, max: 1 });
	admin.on('error', () => {});
	fixture.localnet.network.close();
	await starts();
});

/** A process that remembers no file, and has read the newest ledger. */
async function starts(): Promise<void> {
	const { registry, sinceLedger } = fixture.deployment;
	indexer = await startIndexer({
		...{ registry, sinceLedger, pollMilliseconds: 20, proxies: noNetworks },
		...{ rpcUrl: node.url, network: fixture.chain.passphrase, databaseUrl },
		...{ host: '127.0.0.1', port: 0, log: pino({ level: 'silent' }) },
		metadataBase: new URL(`${pathToFileURL(folder).href}/`),
	});
	await indexer.started;
	await hasRead();
}

/** It has read all ledgers that there are now. */
async function hasRead(): Promise<void> {
	const { sequence } = await call(fixture.chain.rpcUrl, 'getLatestLedger');
	for (let i = 0; i < 20; i++) if ((await fetch(`${indexer.url}/v1/events?minLedger=${sequence}`)).ok) return;
	throw new Error(`ledger ${sequence} is not read`);
}

async function restarted(): Promise<void> {
	await indexer.stop();
	await starts();
}

test.after(async () => {
	await indexer.stop();
	await Promise.all([node.close(), admin.end()]);
	await Promise.all([fixture.close(), cluster.stop()]);
	rmSync(folder, { recursive: true, force: true });
});

/** Somebody sends the event money without buying. */
async function gives(stroops: bigint): Promise<void> {
	const generous = await fixture.fan();
	const sides = [generous.publicKey(), event].map((a) => nativeToScVal(a, { type: 'address' }));
	await submit({
		chain: fixture.chain,
		source: generous.publicKey(),
		sign: signWith(generous, fixture.chain.passphrase),
		operation: contractCall(fixture.deployment.usdc, 'transfer', [
			...sides,
			nativeToScVal(stroops, { type: 'i128' }),
		]),
	});
}

const fileOf = (wanted: string) => fetch(`${indexer.url}/v1/events/${wanted}/evidence`);

function audited(text: string) {
	const evidence = readEvidenceFile(text, fixture.deployment.registry);
	const result = audit(evidence, [fixture.deployment.eventWasm]);
	return { evidence, result, failing: result.checks.filter((c) => !c.ok).map((c) => c.name) };
}

test('hold all that an audit without a network needs, also what came without a sale', async () => {
	const answer = await fileOf('1');
	assert.is(answer.status, 200, await answer.clone().text());
	const { evidence, result, failing } = audited(await answer.text());
	assert.equal(failing, []);
	assert.is(result.stray, 5n);
	assert.ok(result.checks.some((c) => c.name === 'newest_proved'));
	assert.ok(result.checks.some((c) => c.name === 'code_attached'));
	assert.ok(result.checks.some((c) => c.name === 'document_attached'));
	assert.is(evidence.announcement.event, event);
});

test('hold it after the node has dropped its ledgers; without the stored movements they are red', async () => {
	for (let i = 0; i < 5; i++) fixture.localnet.network.close();
	await hasRead();
	oldest = (await call(fixture.chain.rpcUrl, 'getLatestLedger')).sequence;
	await restarted();
	const found = audited(await (await fileOf(event)).text());
	assert.equal(found.failing, []);
	assert.is(found.result.stray, 5n);
	assert.ok(found.result.checks.some((c) => c.name === 'newest_proved'));
	await admin.query('CREATE TABLE public.saved AS SELECT * FROM chain.movements; TRUNCATE chain.movements');
	await restarted();
	const control = audited(await (await fileOf(event)).text());
	await admin.query('INSERT INTO chain.movements SELECT * FROM public.saved');
	await restarted();
	assert.ok(control.failing.includes('balance_adds_up'), control.failing.join());
});

test('complete an audit whose node has dropped the beginning, and convince nobody where they lie', async () => {
	const { registry, usdc, sinceLedger } = fixture.deployment;
	const source = { ...fixture.chain, rpcUrl: node.url, registry, usdc, sinceLedger };
	const read = async (keptEvents?: KeptEvents) => {
		const asked = { ...source, keptProof: keptBy(indexer.url), ...(keptEvents ? { keptEvents } : {}) };
		const evidence = await collectEvidence(asked, event);
		const result = audit(evidence, [fixture.deployment.eventWasm]);
		return { kept: evidence.kept, failing: result.checks.filter((c) => !c.ok).map((c) => c.name) };
	};
	assert.is(await codeOf(read()), 'HISTORY_CUT', 'the control');
	const honest = keptEventsBy(indexer.url);
	assert.equal(await read(honest), { kept: true, failing: [] });
	const list = (await honest(event))!;
	for (const [i, left] of list.entries()) {
		if (left.contractId === registry) continue;
		const { failing } = await read(async () => list.filter((each) => each !== left));
		assert.ok(failing.length > 0, `without event ${i}`);
	}
	assert.is(await codeOf(read(async () => null)), 'HISTORY_CUT');
});

test('are given to all who ask at once; one asker has one made at a time', async () => {
	const second = await fixture.publish(fixture.terms());
	fixture.localnet.network.close();
	await restarted();
	const codes = async (wanted: string[]) => {
		const answers = await Promise.all(wanted.map(fileOf));
		return (await Promise.all(answers.map(async (a) => (a.ok ? 'file' : (await a.json()).code)))).sort();
	};
	assert.equal(await codes([event, event, '1']), ['file', 'file', 'file']);
	// On a busy machine the first file may be made before the second request arrives.
	let together: string[] = [];
	for (let i = 0; i < 20 && !together.includes('EVIDENCE_BUSY'); i++) {
		await restarted();
		together = await codes([event, second]);
	}
	assert.equal(together, ['EVIDENCE_BUSY', 'file']);
	assert.equal(await codes([event, second]), ['file', 'file']);
});

test('are written once for all who ask within half a minute, also for who has it already', async () => {
	await restarted();
	const { stringify } = JSON;
	let written = 0;
	const counted = (value: { format?: string } | undefined, ...rest: [never]) => {
		if (value?.format === 'passa-evidence-1') written++;
		return stringify(value, ...rest);
	};
	JSON.stringify = counted as typeof stringify;
	try {
		const first = await fileOf(event);
		assert.is(first.headers.get('content-type'), 'application/json');
		const headers = { 'If-None-Match': first.headers.get('etag')! };
		const again = await fetch(`${indexer.url}/v1/events/${event}/evidence`, { headers });
		assert.equal([first.status, again.status, (await fileOf('1')).status], [200, 304, 200]);
		assert.equal(audited(await first.text()).failing, []);
	} finally {
		JSON.stringify = stringify;
	}
	assert.is(written, 1);
});

test('are made for events of ours alone', async () => {
	for (const unknown of ['99', 'x', fixture.deployment.registry])
		assert.is((await fileOf(unknown)).status, 404, unknown);
});

test('an event whose movements cannot be read keeps no other from it, and a claim to be further hides nothing', async () => {
	const { usdc } = fixture.deployment;
	const others: string[] = [];
	for (let i = 0; i < 6; i++) others.push(await fixture.publish(fixture.terms()));
	fixture.localnet.network.close();
	await hasRead();
	// Its own rounds would come between.
	await indexer.stop();
	const { db, close } = openPostgres(databaseUrl, {}, { name: 'test' });
	const { ledger } = await readCheckpoint(db);
	const asked: string[] = [];
	const honest = others.at(-1)!;
	const source = {
		movements: async (asset: string, contract: string) => {
			assert.is(asset, usdc);
			asked.push(contract);
			if (contract !== honest) throw new PassaError('RPC_ERROR', 'refused');
			return { events: [], latestLedger: 2_000_000_000 };
		},
	} as unknown as Source;
	await admin.query('TRUNCATE chain.movement_reads');
	for (let round = 0; round < 4; round++)
		await keepMovements({ db, source, ledger, round, log: pino({ level: 'silent' }) });
	assert.equal(new Set(asked).size, others.length + 2, 'each was tried');
	const { rows } = await admin.query('SELECT ledger FROM chain.movement_reads WHERE ledger <> $1', [ledger]);
	await close();
	await starts();
	assert.equal(rows, [], 'nothing counts as read that the chain is not read up to');
});

test('keep movements that the service may add, and change none', async () => {
	for (const statement of ['UPDATE chain.movements SET ledger = 1', 'DELETE FROM chain.movements']) {
		const refused = await admin
			.query(`SET ROLE indexer; ${statement}`)
			.then(() => 'done')
			.catch(({ code }) => code);
		await admin.query('RESET ROLE');
		assert.is(refused, '42501', statement);
	}
});

test.run();
