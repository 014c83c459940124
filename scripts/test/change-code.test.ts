import { readFileSync } from 'node:fs';
import { hash, type Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startLocalnet } from '#localnet/localnet.ts';
import { call, ledgerEntries } from '#shared/chain/rpc.ts';
import { codeKey, instanceKey, readEventState } from '#shared/chain/state/event-state.ts';
import { eventAddress } from '#shared/chain/state/ids.ts';
import { readRegistryConfig } from '#shared/chain/state/read-registry-config.ts';
import { prepare, send, signWith, submit } from '#shared/chain/submit/invoke.ts';
import { extendEntries, restoreEntries } from '#shared/chain/submit/keep-entries.ts';
import { publish } from '#shared/chain/submit/publish.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import { createEvent } from '#shared/contract/registry-args.ts';
import { type EventVersions, eventVersions } from '#shared/contract/versions.ts';
import { hex } from '#shared/hex.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { ChainFixture, codeOf, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { otherCode } from '#testing/fixtures/other-code.ts';
import { type PassaFolder, passaFolder } from '#testing/fixtures/passa-folder.ts';
import { lyingProxy } from '#testing/proxies/lying-proxy.ts';
import { applyCode, type CodeKind, cancelCode, pendingCode, proposeCode } from '../code/change-code.ts';
import { keyOf } from '../deploy/deployment.ts';
import { verifyCode } from '../deploy/verify-code.ts';
import { committedFile } from '../wasm/artifacts.ts';

const test = suite('code for later events and for the registry');
const [nextEvent, nextRegistry] = [otherCode('event'), otherCode('registry')];
/** What the next version would be: as today's, under the next number. */
const eventNext = { ...eventV2, version: 3 };
const missing = new Uint8Array(32).fill(5);
const knowing = (...hashes: Uint8Array[]): EventVersions => ({
	...eventVersions,
	...Object.fromEntries(hashes.map((each) => [hex(each), eventNext])),
});
const versions = knowing(hash(nextEvent), missing);
const day = 17_280;

let fixture: ChainFixture;
let admin: Keypair;
test.before.each(async () => {
	fixture = await ChainFixture.start();
	admin = keyOf(fixture.deployment.roles.deployer);
});
test.after.each(() => fixture.close());

const change = (kind: CodeKind, by = admin) => ({
	chain: fixture.chain,
	registry: fixture.deployment.registry,
	by,
	kind,
});
const byAdmin = (name: string, args: Record<string, unknown>) =>
	fixture.call(admin, fixture.deployment.registry, name, args, registryArgs);

async function upload(wasm: Uint8Array): Promise<Uint8Array> {
	const operation = Operation.uploadContractWasm({ wasm });
	const sign = signWith(admin, fixture.chain.passphrase);
	await submit({ chain: fixture.chain, source: admin.publicKey(), operation, sign });
	return hash(wasm);
}

const pass = (ledgers: number, seconds = 0) =>
	call(fixture.chain.rpcUrl, 'localnet_advance', { ledgers, seconds });

test('a network that was reset has no such registry, and nothing is signed for it', async () => {
	const { data, remove } = passaFolder(fixture, await fixture.publish());
	const empty = await startLocalnet({ dataDir: null, port: 0, closeSeconds: 'instant' });
	const changeAt = (rpcUrl: string) =>
		runCommand('change-code.ts', ['--data', data, '--cancel', 'event'], { STELLAR_RPC_URL: rpcUrl });
	const lost = await changeAt(empty.url);
	assert.is(lost.code, 1);
	assert.match(lost.err, /^REGISTRY_MISSING: there is no registry at C/);
	// The control: there is one, and no code to cancel.
	assert.not.match((await changeAt(fixture.chain.rpcUrl)).err, /REGISTRY_MISSING/);
	await empty.close();
	remove();
});

test('code that the network does not have is refused, though the registry itself would take it', async () => {
	for (const kind of ['event', 'registry'] as const) {
		assert.is(await codeOf(proposeCode(change(kind), missing, versions)), 'CODE_NOT_UPLOADED');
		assert.is(await pendingCode(change(kind)), null);
	}
	await byAdmin('set_event_wasm', { wasm_hash: missing, version: 3 });
	await pass(1, 48 * 3600);
	assert.is(await codeOf(applyCode(change('event'))), 'CODE_NOT_UPLOADED');
	await cancelCode(change('event'));
	assert.is((await readRegistryConfig(fixture.chain.rpcUrl, fixture.deployment.registry)).event_version, 2);
});

test('an RPC that answers with other code is not believed', async () => {
	const [real, other] = [await upload(nextEvent), await upload(nextRegistry)];
	const rpcUrl = fixture.chain.rpcUrl;
	const entry = (await ledgerEntries(rpcUrl, [codeKey(other)])).get(codeKey(other))!;
	const proxy = await lyingProxy(rpcUrl, (method, params, answer) => {
		if (method !== 'getLedgerEntries' || (params.keys as string[])[0] !== codeKey(real)) return;
		answer.result!.entries = [{ ...entry, key: codeKey(real) }];
	});
	try {
		const lied = { ...change('event'), chain: { ...fixture.chain, rpcUrl: proxy.url } };
		assert.is(await codeOf(proposeCode(lied, real, versions)), 'ENTRY_UNEXPECTED');
	} finally {
		await proxy.close();
	}
});

test('a version follows the present one, here and in the registry, and a cancelled one is free again', async () => {
	const wasmHash = await upload(nextEvent);
	const { event_wasm } = await readRegistryConfig(fixture.chain.rpcUrl, fixture.deployment.registry);
	assert.is(await codeOf(proposeCode(change('event'), event_wasm)), 'VERSION_NOT_NEXT');
	const far = { ...eventVersions, [hex(wasmHash)]: { ...eventNext, version: 4_294_967_295 } };
	assert.is(await codeOf(proposeCode(change('event'), wasmHash, far)), 'VERSION_NOT_NEXT');
	const tooHigh = byAdmin('set_event_wasm', { wasm_hash: wasmHash, version: 4 });
	assert.is(await codeOf(tooHigh), 'VERSION_NOT_NEXT');
	assert.is((await proposeCode(change('event'), wasmHash, versions)).version, 3);
	assert.is(await codeOf(proposeCode(change('event'), wasmHash, versions)), 'CHANGE_PENDING');
	await cancelCode(change('event'));
	assert.is((await proposeCode(change('event'), wasmHash, versions)).version, 3);
});

test('event code that this Passa cannot read, and code that is no registry, are refused', async () => {
	const unknown = await upload(nextRegistry);
	assert.is(await codeOf(proposeCode(change('event'), unknown)), 'EVENT_VERSION_UNKNOWN');
	const { event_wasm } = await readRegistryConfig(fixture.chain.rpcUrl, fixture.deployment.registry);
	assert.is(await codeOf(proposeCode(change('registry'), event_wasm)), 'CODE_NOT_REGISTRY');
	assert.is((await proposeCode(change('registry'), unknown)).version ?? null, null);
});

test('only the admin proposes', async () => {
	const fan = await fixture.fan();
	assert.is(await codeOf(proposeCode(change('registry', fan), await upload(nextRegistry))), 'NOT_ADMIN');
	assert.is(await codeOf(cancelCode(change('registry', fan))), 'NOT_ADMIN_OR_GUARDIAN');
});

test('code that will be archived before it is needed is refused until its life is extended', async () => {
	const wasmHash = await upload(nextEvent);
	const entries = {
		chain: fixture.chain,
		source: admin.publicKey(),
		sign: signWith(admin, fixture.chain.passphrase),
		keys: [codeKey(wasmHash)],
	};
	await pass(115 * day);
	assert.is(await codeOf(proposeCode(change('event'), wasmHash, versions)), 'CODE_EXPIRING');
	await extendEntries(entries, 30 * day);
	await proposeCode(change('event'), wasmHash, versions);
	await pass(40 * day, 48 * 3600);
	assert.is(await codeOf(applyCode(change('event'))), 'CODE_EXPIRING', 'it was archived meanwhile');
	await restoreEntries(entries);
	await extendEntries(entries, 120 * day);
	await applyCode(change('event', await fixture.fan()));
	assert.is(await pendingCode(change('event')), null);
});

test('what an organizer signed before a change publishes nothing under other code', async () => {
	const wasmHash = await upload(nextEvent);
	await proposeCode(change('event'), wasmHash, versions);
	await pass(1, 48 * 3600);
	const { chain, organizer, deployment } = fixture;
	const signed = async (nonce: bigint) => {
		const publication = { organizer: organizer.publicKey(), nonce, init: fixture.terms() };
		const operation = createEvent(deployment.registry, eventV2, publication);
		const { transaction } = await prepare({ chain, source: organizer.publicKey(), operation });
		return signWith(organizer, chain.passphrase)(transaction.toEnvelope().toXdr('base64'));
	};
	const before = await signed(1n);
	await applyCode(change('event'));
	assert.is(await codeOf(send(chain, before)), 'TRANSACTION_FAILED');
	const at = instanceKey(eventAddress(chain.passphrase, deployment.registry, organizer.publicKey(), 1n));
	assert.is((await ledgerEntries(chain.rpcUrl, [at])).size, 0);
	await send(chain, await signed(1n));
	assert.is((await ledgerEntries(chain.rpcUrl, [at])).size, 1, 'signed again, it is published');
});

test('the first registry becomes today’s, and publishes the second version; its first event sells before and after', async () => {
	await fixture.close();
	fixture = await ChainFixture.start('instant', 'first');
	admin = keyOf(fixture.deployment.roles.deployer);
	const { chain, deployment } = fixture;
	const first = await fixture.publish();
	const sell = async (event: string) =>
		(await fixture.buy(await fixture.fan(), event, [{ tier: 0, qty: 1 }])).tickets.length;
	assert.is(await sell(first), 1);
	const [registryWasm, eventWasm] = [
		await upload(readFileSync(committedFile('registry'))),
		await upload(readFileSync(committedFile('event'))),
	];
	await proposeCode(change('registry'), registryWasm);
	await cancelCode(change('registry'));
	assert.is(
		await codeOf(applyCode(change('registry'))),
		'NO_CHANGE_PENDING',
		'the control: it was cancelled',
	);
	await proposeCode(change('registry'), registryWasm);
	await pass(1, 48 * 3600);
	await applyCode(change('registry', await fixture.fan()));
	assert.is((await verifyCode(chain.rpcUrl, deployment.registry)).registryWasm, hex(registryWasm));
	assert.is(await sell(first), 1);
	const still = await publishAs(1n);
	assert.is((await readEventState(chain.rpcUrl, still)).version.version, 1, 'until its code changes too');
	await proposeCode(change('event'), eventWasm);
	await pass(1, 48 * 3600);
	await applyCode(change('event'));
	const second = await publishAs(2n);
	assert.is((await readEventState(chain.rpcUrl, second)).version.version, 2);
	for (const event of [first, still, second]) assert.is(await sell(event), 1);
});

/** Publishes under the code of the moment. */
async function publishAs(nonce: bigint): Promise<string> {
	const { chain, organizer, deployment } = fixture;
	const publication = {
		registry: deployment.registry,
		organizer: organizer.publicKey(),
		nonce: 100n + nonce,
		init: fixture.terms(),
	};
	return (await publish(chain, publication, signWith(organizer, chain.passphrase))).event;
}

test('npm run change-code proposes, applies and cancels, and names what is wrong', async () => {
	const wasm = hex(await upload(nextRegistry));
	const folder: PassaFolder = passaFolder(fixture, fixture.deployment.registry);
	const run = (...args: string[]) =>
		runCommand('change-code.ts', ['--data', folder.data, ...args], { STELLAR_RPC_URL: fixture.chain.rpcUrl });
	try {
		const proposed = await run('--propose', 'registry', '--wasm', wasm);
		assert.is(proposed.code, 0, proposed.err);
		const { applyFrom, ...rest } = JSON.parse(proposed.out).proposed;
		assert.equal(rest, { kind: 'registry', wasmHash: wasm, version: null });
		assert.ok(Math.abs(Date.parse(applyFrom) - (fixture.now + 48 * 3600) * 1000) < 60_000);
		assert.match((await run('--apply', 'registry')).err, /^CHANGE_TOO_EARLY: /);
		await pass(1, 48 * 3600);
		assert.equal(JSON.parse((await run('--apply', 'registry')).out).applied.wasmHash, wasm);
		const refused = await run('--cancel', 'registry');
		assert.is(refused.code, 1);
		assert.match(refused.err, /^NO_CHANGE_PENDING: /);
		assert.match((await run('--propose', 'event', '--wasm', hex(missing))).err, /^CODE_NOT_UPLOADED: /);
		for (const flags of [
			[],
			['--apply', 'events'],
			['--apply', 'event', '--cancel', 'event'],
			['--propose', 'event'],
		])
			assert.match((await run(...flags)).err, /^FLAGS_INVALID: /, flags.join(' '));
	} finally {
		folder.remove();
	}
});

test.run();
