import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { eventsOf } from '#shared/chain/audit/readings.ts';
import type { Source } from '#shared/chain/audit/source.ts';
import { publishedCode } from '#shared/contract/published-code.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import { cutHistory } from '#testing/proxies/cut-history.ts';
import { instanceLie, otherCode } from '#testing/proxies/instance-lie.ts';
import { type Lie, lyingProxy } from '#testing/proxies/lying-proxy.ts';
import { redirectingNode } from '#testing/proxies/redirecting-node.ts';

const test = suite('an audit by somebody who has only this repository');
let fixture: ChainFixture;
let event: string;
let nowhere: string;

test.before(async () => {
	fixture = await ChainFixture.start();
	event = await fixture.publish();
	await fixture.buy(await fixture.fan(), event, [{ tier: 0, qty: 2 }]);
	nowhere = join(mkdtempSync(join(tmpdir(), 'passa-outsider-')), 'none');
});
test.before.each(() => {
	fixture.localnet.network.close();
});
test.after(async () => {
	await fixture.close();
	rmSync(join(nowhere, '..'), { recursive: true, force: true });
});

const run = (args: string[]) =>
	runCommand('audit.ts', [
		...['--data', nowhere, '--rpc', fixture.chain.rpcUrl, '--network', 'localnet', '--event', event],
		...args,
	]);

/** Read as an outsider does: by network, RPC and the event's address alone. */
async function failing(lie: Lie, change: Partial<Source> = {}): Promise<string[]> {
	const proxy = await lyingProxy(fixture.chain.rpcUrl, lie);
	try {
		const source = { ...fixture.chain, rpcUrl: proxy.url, ...change };
		return audit(await collectEvidence(source, event))
			.checks.filter((c) => !c.ok)
			.map((c) => c.name);
	} finally {
		await proxy.close();
	}
}

test('by number and registry: is green here, and says so where the network has no such registry', async () => {
	const { registry } = fixture.deployment;
	const byNumber = (at: string) => ['--registry', at, '--event', '1'];
	const found = await run([...byNumber(registry), '--json']);
	assert.equal([found.code, JSON.parse(found.out).event], [0, event], found.err);
	const lost = await run(byNumber(event));
	assert.is(lost.code, 1);
	assert.match(lost.err, /^REGISTRY_MISSING: there is no registry at C.* or this one was reset/);
});

test('is green, and names registry, money, ledger and time', async () => {
	const { code, out, err } = await run(['--json']);
	assert.is(code, 0, err);
	const result = JSON.parse(out);
	const { registry, usdc, usdcAsset } = fixture.deployment;
	assert.equal([result.green, result.label, result.tickets], [true, 'unanchored', 2]);
	assert.equal(
		[result.registry, result.usdc, result.usdcAsset],
		[registry, usdc, `USDC:${usdcAsset.issuer}`],
	);
	assert.match(result.closedAt, /^\d{4}-\d\d-\d\dT/);
	assert.match(result.readAt, /^\d{4}-\d\d-\d\dT/);
	assert.equal(result.proved, { events: 2, of: 2 });
	assert.equal(
		result.sales.map((s: { proved: boolean }) => s.proved),
		[true],
	);
	const table = (await run([])).out;
	assert.match(table, /UNANCHORED: one source/);
	assert.is(result.registryNamed, false);
	assert.match(table, /the event names this registry: compare it/);
	assert.match(table, /newest ledger \d+ closed \d{4}-.*, read \d{4}-/);
	assert.match((await run(['--csv'])).out, '"label","unanchored"');
});

test('the close time belongs to the ledger that is named with it: the newest one, not the last with an event', async () => {
	const proxy = await lyingProxy(fixture.chain.rpcUrl, (method, _, { result }) => {
		if (method !== 'getLatestLedger') return;
		Object.assign(result!, { sequence: Number(result!.sequence) + 7 });
	});
	try {
		const result = audit(await collectEvidence({ ...fixture.chain, rpcUrl: proxy.url }, event));
		assert.ok(result.newestLedger >= result.ledger + 7, `${result.newestLedger} is not the newest ledger`);
	} finally {
		await proxy.close();
	}
});

test('the passphrase itself, a registry and a first ledger may be named', async () => {
	const { registry, sinceLedger } = fixture.deployment;
	const { passphrase } = fixture.chain;
	const named = ['--network', passphrase, '--registry', registry, '--since', String(sinceLedger)];
	const { code, out } = await run(named);
	assert.is(code, 0);
	assert.not.match(out, /the event names this registry/);
	const other = await run(['--registry', fixture.deployment.usdc]);
	assert.is(other.code, 1);
	assert.match(other.err, /^EVENT_NOT_FOUND: /);
});

test('what is missing or wrong is one sentence', async () => {
	const cases: [string[], RegExp][] = [
		[['--event', '1'], /^EVENT_NOT_FOUND: .*give the address of the event \(C…\)/],
		[['--network', 'testnet'], /^RPC_WRONG_NETWORK: /],
		[['--registry', 'C1'], /^FLAGS_INVALID: --registry must be/],
		[['--since', '-1'], /^FLAGS_INVALID: /],
		[['--prove', 'some'], /^FLAGS_INVALID: --prove must be a whole number/],
		[['--anchor', 'ftp://a'], /^FLAGS_INVALID: --anchor must be a URL/],
		[['--anchor', fixture.chain.rpcUrl.replace('127.0.0.1', 'localhost')], /^ANCHOR_SAME_SOURCE: /],
	];
	for (const [args, expected] of cases) {
		const { code, err } = await run(args);
		assert.is(code, 1, args.join(' '));
		assert.match(err, expected);
		assert.is(err.trimEnd().split('\n').length, 1, err);
	}
	const noRpc = await runCommand('audit.ts', ['--data', nowhere, '--network', 'localnet', '--event', event]);
	assert.match(noRpc.err, /^FLAGS_INVALID: --network needs --rpc/);
	const none = await runCommand('audit.ts', ['--data', nowhere, '--event', event]);
	assert.match(none.err, /^NOT_DEPLOYED: .*--rpc <url> --network/);
});

test('a second source that does not confirm ends the audit with another exit code and a clear sentence', async () => {
	const [honest, lacking, redirecting] = await Promise.all([
		lyingProxy(fixture.chain.rpcUrl, () => {}),
		lyingProxy(fixture.chain.rpcUrl, (method, _, answer) => {
			if (method === 'getLedgers') answer.result = { ledgers: [] };
		}),
		redirectingNode(fixture.chain.rpcUrl),
	]);
	try {
		const met = await run(['--anchor', honest.url, '--json']);
		assert.is(met.code, 0, met.err);
		assert.is(JSON.parse(met.out).label, 'anchored');
		const unmet = await run(['--anchor', lacking.url]);
		assert.is(unmet.code, 2);
		assert.match(
			unmet.out,
			/DIFFERS {2}it is not so that two sources name the same ledger: .*it does not give that ledger/,
		);
		assert.match(unmet.out, 'UNANCHORED');
		assert.is(JSON.parse((await run(['--anchor', lacking.url, '--json'])).out).green, false);
		const away = await run(['--anchor', redirecting.url]);
		assert.is(away.code, 1);
		assert.match(away.err, /^SOURCE_REDIRECTS: .* redirects to /);
	} finally {
		await Promise.all([honest.close(), lacking.close(), redirecting.close()]);
	}
});

test('knows the code by the hashes in the repository alone', async () => {
	assert.equal(await failing(() => {}), []);
	const { registry } = fixture.deployment;
	const evidence = await collectEvidence(fixture.chain, event);
	const names = (events: string[], registries: string[]) =>
		audit(evidence, events, registries)
			.checks.filter((c) => !c.ok)
			.map((c) => c.name);
	assert.equal(names([], publishedCode.registries), ['code_published']);
	assert.equal(names(publishedCode.events, []), ['registry_code']);
	assert.equal(await failing(instanceLie(registry, otherCode)), ['registry_code']);
});

test('money that calls itself USDC is not, unless network, code and issuer give its address', async () => {
	const { usdc } = fixture.deployment;
	const forged = instanceLie(usdc, otherCode);
	assert.equal(await failing(forged), ['money_usdc']);
	const renamed = instanceLie(usdc, (i) => {
		const storage = (i.storage ?? []).map((e) => {
			if (e.key.type !== 'scvSymbol' || String(e.key.sym) !== 'METADATA' || e.val.type !== 'scvMap') return e;
			const map = (e.val.map ?? []).map((field) =>
				field.val.type === 'scvString'
					? new xdr.ScMapEntry({
							key: field.key,
							val: xdr.ScVal.scvString('USDC:GA5ZSEJYB37JRC5AVCIA5MOP4RHTM335X2KGX3IHOJAPP5RE34K4KZVN'),
						})
					: field,
			);
			return new xdr.ScMapEntry({ key: e.key, val: xdr.ScVal.scvMap(map) });
		});
		return new xdr.ScContractInstance({ executable: i.executable, storage });
	});
	assert.equal(await failing(renamed), ['money_usdc']);
});

test('an RPC without the event’s whole history gets a code of its own, and saved events complete it', async () => {
	const evidence = await collectEvidence(fixture.chain, event);
	const { raw } = evidence;
	const file = join(nowhere, '..', 'kept.json');
	writeFileSync(file, JSON.stringify(eventsOf(evidence)));
	const cut = await cutHistory(fixture.chain.rpcUrl, () => raw.at(-1)!.ledger);
	try {
		const source = { ...fixture.chain, rpcUrl: cut.url };
		assert.is(await codeOf(collectEvidence(source, event)), 'HISTORY_CUT');
		const args = ['--rpc', cut.url];
		const refused = await run(args);
		assert.is(refused.code, 1);
		assert.match(refused.err, /^HISTORY_CUT: .*--events/);
		const whole = await run([...args, '--events', file]);
		assert.is(whole.code, 0, whole.err + whole.out);
	} finally {
		await cut.close();
	}
});

test.run();
