import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hash } from '@stellar/stellar-sdk';
import { Pool } from 'pg';
import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Indexer, startIndexer } from '#indexer/indexer.ts';
import { makeHistory } from '#indexer/test/history.ts';
import { audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import type { KeptProof } from '#shared/chain/audit/fetch-proofs.ts';
import { keptBy } from '#shared/chain/audit/kept-proofs.ts';
import { noNetworks } from '#shared/service/address.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { lyingProxy } from '#testing/proxies/lying-proxy.ts';

const test = suite('proofs that the indexer keeps');
let fixture: ChainFixture;
let cluster: TestPostgres;
let indexer: Indexer;
let forgetful: Awaited<ReturnType<typeof lyingProxy>>;
let admin: Pool;
let folder: string;
let event: string;

test.before(async () => {
	[fixture, cluster] = await Promise.all([ChainFixture.start(), startTestPostgres()]);
	folder = mkdtempSync(join(tmpdir(), 'passa-proofs-'));
	event = (await makeHistory(fixture)).events[0]!;
	fixture.localnet.network.close();
	const { registry, sinceLedger } = fixture.deployment;
	const made = await cluster.database();
	const { run, owner } = made.urls('indexer');
	admin = new Pool({ connectionString: made.adminUrl, max: 1 });
	admin.on('error', () => {});
	indexer = await startIndexer({
		...{ registry, sinceLedger, pollMilliseconds: 20, proxies: noNetworks },
		...{ rpcUrl: fixture.chain.rpcUrl, network: fixture.chain.passphrase },
		...{ databaseUrl: run, ownerUrl: owner, host: '127.0.0.1', port: 0, log: pino({ level: 'silent' }) },
		metadataBase: new URL(`${pathToFileURL(folder).href}/`),
	});
	await indexer.started;
	// A node that has dropped its ledgers.
	forgetful = await lyingProxy(fixture.chain.rpcUrl, (method, _, answer) => {
		if (method !== 'getLedgers') return;
		delete answer.result;
		answer.error = { code: -32600, message: 'start ledger must be between 1000000 and 1000001' };
	});
	for (let i = 0; i < 200 && !(await keptBy(indexer.url)(await newestId())); i++)
		await new Promise((done) => setTimeout(done, 50));
});
test.after(async () => {
	await Promise.all([forgetful.close(), indexer.stop()]);
	await admin.end();
	await Promise.all([fixture.close(), cluster.stop()]);
	rmSync(folder, { recursive: true, force: true });
});

async function newestId(): Promise<string> {
	const { raw } = await audited(null);
	return raw.at(-1)!.id;
}

async function audited(keptProof: KeptProof | null) {
	const { registry, usdc, sinceLedger } = fixture.deployment;
	const source = { ...fixture.chain, rpcUrl: forgetful.url, registry, usdc, sinceLedger };
	const evidence = await collectEvidence(keptProof ? { ...source, keptProof } : source, event);
	const result = audit(evidence, [fixture.deployment.eventWasm]);
	return { raw: evidence.raw, proofs: evidence.proofs, result };
}
const failing = ({ result }: Awaited<ReturnType<typeof audited>>): string[] =>
	result.checks.filter((c) => !c.ok).map((c) => c.name);
const names = ({ result }: Awaited<ReturnType<typeof audited>>): string[] => result.checks.map((c) => c.name);

test('prove every event after the node has dropped its ledgers', async () => {
	const without = await audited(null);
	assert.not.ok(names(without).includes('newest_proved'), 'the control: the node alone proves nothing');
	const found = await audited(keptBy(indexer.url));
	assert.equal(failing(found), []);
	assert.ok(names(found).includes('newest_proved'));
	assert.is(found.proofs.length, found.raw.length);
	assert.ok(found.proofs.every(({ proof }) => proof !== null));
});

test('convince nobody where one byte of them differs, or where they are of another event', async () => {
	const honest = keptBy(indexer.url);
	const other = (await audited(honest)).raw[0]!.id;
	const lies: KeptProof[] = [
		(id) => honest(id === other ? id : other),
		...(['success', 'results'] as const).map(
			(part): KeptProof =>
				async (id) => {
					const proof = (await honest(id))!;
					return { ...proof, [part]: flipped(proof[part]) };
				},
		),
		async (id) => {
			const proof = (await honest(id))!;
			const results = hash(Buffer.from(proof.results, 'base64'));
			return { ...proof, headers: proof.headers.map((header) => flipped(header, results)) };
		},
	];
	for (const [i, lie] of lies.entries())
		assert.ok(failing(await audited(lie)).includes('newest_proved'), `lie ${i}`);
});

/** One bit of it changed, where these bytes stand. */
function flipped(base64: string, where?: Uint8Array): string {
	const bytes = Buffer.from(base64, 'base64');
	bytes[where ? bytes.indexOf(where) : 40]! ^= 1;
	return bytes.toString('base64');
}

test('are answered with the event, and only for events of ours', async () => {
	const { raw } = await audited(null);
	const { id, ledger, contractId, txHash, topic, value } = raw.at(-1)!;
	const answer = await fetch(`${indexer.url}/v1/proof/events/${id}`);
	const { proof, closedAt, ...said } = (await answer.json()) as Record<string, unknown>;
	assert.equal(said, { id, ledger, contract: contractId, txHash, topics: topic, value });
	assert.ok(proof && closedAt);
	for (const unknown of ['0000000000000000001-0000000000', 'x', '%00'])
		assert.is(
			(await fetch(`${indexer.url}/v1/proof/events/${unknown}`)).status,
			unknown === '%00' ? 400 : 404,
		);
	assert.is(await keptBy(indexer.url)('x'), null);
});

test('may be added by the service, and changed by nobody but the owner of the database', async () => {
	for (const table of ['ledger_proofs', 'call_proofs']) {
		for (const statement of [`UPDATE chain.${table} SET ledger = 1`, `DELETE FROM chain.${table}`]) {
			const refused = await admin
				.query(`SET ROLE indexer; ${statement}`)
				.then(() => 'done')
				.catch(({ code }) => code);
			await admin.query('RESET ROLE');
			assert.is(refused, '42501', statement);
		}
	}
});

test('are read again where an earlier release stored none', async () => {
	const count = async () => {
		const { rows } = await admin.query(
			'SELECT (SELECT count(*) FROM chain.ledger_proofs) + (SELECT count(*) FROM chain.call_proofs) AS n',
		);
		return Number(rows[0].n);
	};
	const before = await count();
	await admin.query('TRUNCATE chain.ledger_proofs, chain.call_proofs');
	for (let i = 0; i < 600 && (await count()) < before; i++) {
		if (i % 20 === 0) fixture.localnet.network.close();
		await new Promise((done) => setTimeout(done, 100));
	}
	assert.is(await count(), before);
	assert.equal(failing(await audited(keptBy(indexer.url))), []);
});

test.run();
